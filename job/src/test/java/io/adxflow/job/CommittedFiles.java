package io.adxflow.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Reads what a directory destination has committed. */
final class CommittedFiles {
    private CommittedFiles() {}

    /** All lines by table, sorted; fields with line ends in them count as several lines. */
    static Map<String, List<String>> sortedLines(Path database) throws IOException {
        Map<String, List<String>> lines = new TreeMap<>();
        for (Path file : visibleFiles(database)) {
            lines.computeIfAbsent(file.getParent().getFileName().toString(), table -> new ArrayList<>())
                    .addAll(lines(file));
        }
        lines.values().forEach(list -> list.sort(null));
        return lines;
    }

    static List<String> lines(Path file) throws IOException {
        return List.of(text(file).split("\n"));
    }

    /** The CSV records of all committed batches below a folder, which may hold line ends within quotes. */
    static List<String> records(Path folder) throws IOException {
        List<String> records = new ArrayList<>();
        for (Path file : visibleFiles(folder)) {
            String text = text(file);
            boolean quoted = false;
            int start = 0;
            for (int i = 0; i < text.length(); i++) {
                quoted ^= text.charAt(i) == '"';
                if (text.charAt(i) == '\n' && !quoted) {
                    records.add(text.substring(start, i));
                    start = i + 1;
                }
            }
            if (start != text.length()) {
                throw new AssertionError(file + " ends within a record: " + text.substring(start));
            }
        }
        return records;
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The folders in a folder, hidden ones left out; none when there is no folder. */
    static List<Path> folders(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(path -> Files.isDirectory(path)
                            && !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /** The committed batches below a folder; none when there is no folder. */
    static List<Path> visibleFiles(Path folder) throws IOException {
        return files(folder).stream()
                .filter(file -> file.toString().endsWith(".csv.gz")
                        && !folder.relativize(file).toString().startsWith("."))
                .toList();
    }

    /** All regular files below a folder, also while files come and go in it. */
    static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.exists(folder)) {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    files.add(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }
            });
        }
        files.sort(null);
        return files;
    }
}
