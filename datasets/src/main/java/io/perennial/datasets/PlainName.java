package io.perennial.datasets;

/** Names of files that were read from a file: they may come from an untrusted place and must not reach outside their folder. */
public final class PlainName {

    private PlainName() {
    }

    /** Whether a name means a file directly in its folder, on every file system. */
    public static boolean is(String name) {
        return name != null && !name.isBlank() && !name.startsWith(".") && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || Character.isISOControl(c));
    }
}
