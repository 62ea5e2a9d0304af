package io.adxflow.emulator.node;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds node and the folder {@code emulator/azurite} with its installed packages.
 *
 * <p>The repository's folder is the system property {@code adxflow.home} (the launcher's) or {@code adxflow.root} (the
 * build's), else the nearest folder above the working directory that has {@code emulator/azurite}.
 */
public final class NodeHome {
    private static final String FOLDER = "emulator/azurite";

    private NodeHome() {}

    /** Why nothing can run in node here, with what to do about it; null when it can. */
    public static @Nullable String problem() {
        if (node() == null) {
            return "no node found on the PATH: install Node.js 18 or newer (https://nodejs.org)";
        }
        Path folder = folder();
        if (folder == null) {
            return "no folder " + FOLDER + " found: start in the repository, or give -Dadxflow.home=<repository>";
        }
        if (!Files.exists(folder.resolve("node_modules/.package-lock.json"))) {
            return "the packages of " + folder + " are not installed: run " + folder.resolve("install.sh");
        }
        return null;
    }

    /**
     * The command line that runs a script of the folder, and its arguments.
     *
     * @throws IllegalStateException when {@link #problem} has something to say
     */
    public static List<String> command(String script, List<String> arguments) {
        String problem = problem();
        Path node = node();
        Path folder = folder();
        if (problem != null || node == null || folder == null) {
            throw new IllegalStateException(problem);
        }
        List<String> command = new ArrayList<>();
        command.add(node.toString());
        command.add(folder.resolve(script).toString());
        command.addAll(arguments);
        return command;
    }

    /** {@code emulator/azurite} of this repository, or null when there is none. */
    public static @Nullable Path folder() {
        for (String property : List.of("adxflow.home", "adxflow.root")) {
            String root = System.getProperty(property);
            if (root != null && Files.isDirectory(Path.of(root, FOLDER))) {
                return Path.of(root, FOLDER).toAbsolutePath();
            }
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve(FOLDER))) {
                return at.resolve(FOLDER);
            }
        }
        return null;
    }

    private static @Nullable Path node() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("win") ? "node.exe" : "node";
        String path = System.getenv("PATH");
        if (path == null) {
            return null;
        }
        for (String folder : path.split(File.pathSeparator)) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, name);
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        return null;
    }
}
