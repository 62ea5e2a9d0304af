package io.adxflow.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Gathers the notices that come with jars, which whoever passes them on has to pass on too (Apache License 2.0, section 4d). */
final class Notices {
    private static final String RULE = "\n" + "-".repeat(80) + "\n";

    private Notices() {}

    /**
     * Our own, and each of the jars' once, with the names of those that have it.
     *
     * @param own the repository's NOTICE
     */
    static String of(Path own, List<Path> jars) throws IOException {
        Map<String, List<String>> byText = new LinkedHashMap<>();
        for (Path jar : jars) {
            for (String text : in(jar)) {
                byText.computeIfAbsent(text, one -> new ArrayList<>())
                        .add(jar.getFileName().toString());
            }
        }
        StringBuilder all = new StringBuilder(Files.readString(own));
        byText.forEach((text, names) -> all.append(RULE)
                .append(String.join(", ", names))
                .append(":\n\n")
                .append(text)
                .append('\n'));
        return all.toString();
    }

    private static List<String> in(Path jar) throws IOException {
        List<String> texts = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            List<JarEntry> entries = file.stream()
                    .filter(entry -> entry.getName().matches("(META-INF/)?NOTICE([-_.][A-Za-z0-9.-]*)?"))
                    .filter(entry -> !entry.isDirectory())
                    .toList();
            for (JarEntry entry : entries) {
                try (InputStream content = file.getInputStream(entry)) {
                    String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
                    texts.add(text.replace("\r\n", "\n").strip());
                }
            }
        }
        return texts;
    }
}
