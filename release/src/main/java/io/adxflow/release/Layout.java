package io.adxflow.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Lays out what the release archive holds: the launcher, jars (for a Flink cluster, for the command line alone, Flink's own), completion,
 * manual page, configuration, manifests, documents, licences.
 */
public final class Layout {
    private static final String LAUNCHER = "adxflow";

    /** What is copied as it is, from the repository's place to the archive's. */
    private static final List<String> AS_THEY_ARE = List.of(
            LAUNCHER,
            "flink-conf",
            "docs",
            "k8s",
            "emulator/azurite",
            "emulator/cosmos",
            "README.md",
            "CHANGELOG.md",
            "SECURITY.md",
            "LICENSE");

    /** Names of files and folders that belong to building. */
    private static final Set<String> LEFT_OUT = Set.of("node_modules", "target", "src", "pom.xml", "image");

    private final Path root;
    private final Path folder;

    private Layout(Path root, Path folder) {
        this.root = root;
        this.folder = folder;
    }

    /** @param arguments the repository, its bill of materials, and the folder to fill, which is emptied before */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[2]);
        new Layout(Path.of(arguments[0]), folder).lay(Path.of(arguments[1]));
    }

    private void lay(Path bom) throws IOException, InterruptedException {
        if (!Files.exists(bom)) {
            throw new IOException(
                    "no " + bom + ": the bill of materials is made with the network alone (not with mvn -o)");
        }
        delete(folder);
        for (String place : AS_THEY_ARE) {
            copy(root.resolve(place), folder.resolve(place));
        }
        Files.copy(root.resolve("k8s/image/Dockerfile"), folder.resolve("Dockerfile"));
        jars();
        Files.copy(bom, folder.resolve("bom.json"));
        Materials materials = Materials.read(bom);
        Files.writeString(folder.resolve("LICENSES.md"), materials.report());
        Files.writeString(folder.resolve("NOTICE"), Notices.of(root.resolve("NOTICE"), allJars()));
        printed("completions/adxflow.bash", "completion", "bash");
        printed("completions/_adxflow", "completion", "zsh");
        printed("man/man1/adxflow.1", "completion", "man");
    }

    /** Each jar once: a cluster's, then what the command line needs besides, then Flink's. */
    private void jars() throws IOException {
        Set<String> there = new TreeSet<>();
        copyJars(root.resolve("cluster/target/usrlib"), "cluster", there);
        copyJars(root.resolve("job/target/dist/lib"), "cli", there);
        copyJars(root.resolve("job/target/dist/flink"), "flink", there);
    }

    private void copyJars(Path from, String to, Set<String> there) throws IOException {
        Path target = Files.createDirectories(folder.resolve("lib").resolve(to));
        for (Path jar : list(from)) {
            String name = jar.getFileName().toString();
            if (name.endsWith(".jar") && !name.endsWith("-tests.jar") && there.add(name)) {
                Files.copy(jar, target.resolve(name));
            }
        }
    }

    private List<Path> allJars() throws IOException {
        List<Path> jars = new ArrayList<>();
        for (Path group : list(folder.resolve("lib"))) {
            jars.addAll(list(group));
        }
        return jars;
    }

    /** What the laid out launcher itself prints, so that it is known to run. */
    private void printed(String place, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(folder.resolve(LAUNCHER).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String text;
        try (InputStream out = process.getInputStream()) {
            text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        int exit = process.waitFor();
        if (exit != 0 || text.isBlank()) {
            throw new IOException(
                    String.join(" ", command) + " ended with " + exit + " and " + text.length() + " characters");
        }
        Path file = folder.resolve(place);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void copy(Path from, Path to) throws IOException {
        if (LEFT_OUT.contains(from.getFileName().toString())
                || from.getFileName().toString().startsWith(".install.lock")) {
            return;
        }
        // Follows links: an archive has none.
        if (Files.isDirectory(from)) {
            Files.createDirectories(to);
            for (Path child : list(from)) {
                copy(child, to.resolve(child.getFileName()));
            }
        } else {
            Files.createDirectories(to.getParent());
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, java.io.IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
