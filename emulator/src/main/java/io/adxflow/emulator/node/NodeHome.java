package io.adxflow.emulator.node;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds node and a folder with its installed packages: {@code emulator/azurite}, or another one beside it.
 *
 * <p>The repository's folder is the system property {@code adxflow.home} (the launcher's) or {@code adxflow.root} (the
 * build's), else the nearest folder above the working directory that has that folder.
 */
public final class NodeHome {
    private static final String FOLDER = "emulator/azurite";

    private NodeHome() {}

    /** Why nothing can run in node here, with what to do about it; null when it can. */
    public static @Nullable String problem() {
        return problem(FOLDER);
    }

    /** The same of what runs in another folder. */
    public static @Nullable String problem(String name) {
        if (node() == null) {
            return "no node found on the PATH: install Node.js 18 or newer (https://nodejs.org)";
        }
        Path folder = folder(name);
        if (folder == null) {
            return "no folder " + name + " found: start in the repository, or give -Dadxflow.home=<repository>";
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
        return command(FOLDER, script, arguments);
    }

    /** The same of a script in another folder. */
    public static List<String> command(String name, String script, List<String> arguments) {
        String problem = problem(name);
        Path node = node();
        Path folder = folder(name);
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
        return folder(FOLDER);
    }

    private static @Nullable Path folder(String name) {
        for (String property : List.of("adxflow.home", "adxflow.root")) {
            String root = System.getProperty(property);
            if (root != null && Files.isDirectory(Path.of(root, name))) {
                return Path.of(root, name).toAbsolutePath();
            }
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve(name))) {
                return at.resolve(name);
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
