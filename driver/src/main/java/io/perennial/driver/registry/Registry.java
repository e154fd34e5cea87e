package io.perennial.driver.registry;

import io.perennial.errors.InputException;
import io.perennial.errors.NearestName;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Published models by name: {@code MODELS/NAME/} on any Hadoop file system, where MODELS is {@code --models} or {@value #ENVIRONMENT}. */
public final class Registry {

    public static final String ENVIRONMENT = "PERENNIAL_MODELS";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final FileSystem files;
    private final Path root;

    private Registry(FileSystem files, Path root) {
        this.files = files;
        this.root = root;
    }

    /**
     * The registry in a folder, which need not be there yet.
     *
     * @param given what the user gave; null for the environment's
     * @throws InputException if there is none, or no file system for it
     */
    public static Registry at(String given, Configuration hadoop) {
        String folder = given != null ? given : System.getenv(ENVIRONMENT);
        if (folder == null || folder.isBlank()) {
            throw new InputException("the registry's folder is not known; set " + ENVIRONMENT + " to it, or give it (--models, or models in a refresh job)");
        }
        try {
            Path path = new Path(folder);
            FileSystem files = path.getFileSystem(hadoop);
            return new Registry(files, files.makeQualified(path));
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException("models: cannot use '" + folder + "': " + e.getMessage() + "; give a folder, local or a Hadoop URI", e);
        }
    }

    /** The folder as a user would type it: a plain path where it is local. */
    public String shown() {
        return "file".equals(root.toUri().getScheme()) ? root.toUri().getPath() : root.toString();
    }

    /** Names of the models that have a version, sorted. */
    public List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try {
            for (FileStatus entry : files.listStatus(root)) {
                if (entry.isDirectory() && NAME.matcher(entry.getPath().getName()).matches() && named(entry.getPath().getName()).exists()) {
                    names.add(entry.getPath().getName());
                }
            }
        } catch (FileNotFoundException none) {
            return List.of();
        }
        names.sort(null);
        return names;
    }

    /**
     * A model that may have no version yet.
     *
     * @throws InputException if it is no name
     */
    public RegisteredModel named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InputException("name: found '" + name + "', expected letters, digits, '.', '_' and '-', the first a letter or digit");
        }
        return new RegisteredModel(name, files, new Path(root, name));
    }

    /**
     * A model that has a version.
     *
     * @throws InputException if there is none of that name
     */
    public RegisteredModel model(String name) throws IOException {
        RegisteredModel model = named(name);
        if (!model.exists()) {
            List<String> known = names();
            String nearest = NearestName.to(name, known).stream().findFirst().map(near -> " (did you mean " + near + "?)").orElse("");
            throw new InputException("there is no model '" + name + "' in " + shown() + nearest + "; found "
                    + (known.isEmpty() ? "none: models publish makes one" : String.join(", ", known)));
        }
        return model;
    }
}
