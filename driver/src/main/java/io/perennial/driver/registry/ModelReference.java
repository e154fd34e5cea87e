package io.perennial.driver.registry;

import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * How a user names a published model: {@code NAME} or {@code NAME@champion} for the version in production, {@code NAME@VERSION} for
 * another one.
 *
 * @param version as typed; {@code champion} if none was given
 */
public record ModelReference(String name, String version) {

    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*)(?:@(.*))?");
    private static final String CHAMPION = "champion";

    /** @throws InputException if it has not this form */
    public static ModelReference parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new InputException("model: found '" + text + "', expected NAME, NAME@VERSION or NAME@champion");
        }
        return new ModelReference(form.group(1), form.group(2) == null ? CHAMPION : form.group(2));
    }

    /**
     * The directory of the model that a user names, to be read now: a directory is itself, anything else a name in the registry.
     *
     * @param model    {@code DIR}, or as above; a directory that is there wins over a name without {@code @}
     * @param registry its folder; null for the environment's
     * @throws InputException if there is no such model
     */
    public static String directory(String model, String registry, Configuration hadoop) {
        Matcher form = FORM.matcher(model);
        try {
            if (!form.matches() || form.group(2) == null && (isThere(model, hadoop) || registry == null && System.getenv(Registry.ENVIRONMENT) == null)) {
                return model;
            }
            RegisteredModel registered = Registry.at(registry, hadoop).model(form.group(1));
            return registered.model(parse(model).in(registered)).toString();
        } catch (IOException e) {
            throw new InputException("model: cannot read " + model + ": " + e.getMessage(), e);
        }
    }

    /**
     * The version that is meant.
     *
     * @throws InputException if there is no such version, or its model was removed
     */
    public int in(RegisteredModel model) throws IOException {
        int number = publishedIn(model);
        if (!version.equals(CHAMPION)) {
            model.checkHasModel(model.state(), number);
        }
        return number;
    }

    /**
     * The version that is meant, whether it still has a model or not.
     *
     * @throws InputException if there is no such version
     */
    public int publishedIn(RegisteredModel model) throws IOException {
        if (version.equals(CHAMPION)) {
            return model.champion().orElseThrow(() -> new InputException("model: " + name + " has no champion; name a version"));
        }
        int number = VersionName.parse(version);
        model.checkVersion(model.state(), number);
        return number;
    }

    private static boolean isThere(String model, Configuration hadoop) throws IOException {
        Path path = new Path(model);
        return path.getFileSystem(hadoop).exists(path);
    }
}
