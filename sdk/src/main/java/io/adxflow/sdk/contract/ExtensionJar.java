package io.adxflow.sdk.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sdk.Sdk;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Makes an extension's jar for a test that drops it into a folder of plugins, as a build would make it. */
public final class ExtensionJar {
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    /** Without anything in it. */
    public ExtensionJar() {}

    /** Adds all files below a folder, such as {@code target/classes}. */
    public ExtensionJar folder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return this;
    }

    /** Adds classes of this process. */
    public ExtensionJar classes(Class<?>... classes) throws IOException {
        for (Class<?> one : classes) {
            String path = one.getName().replace('.', '/') + ".class";
            try (InputStream in = one.getClassLoader().getResourceAsStream(path)) {
                if (in == null) {
                    throw new IOException(path + " is not there");
                }
                entries.put(path, in.readAllBytes());
            }
        }
        return this;
    }

    /** Says that it provides these. */
    public ExtensionJar provides(Class<?> service, Class<?>... providers) throws IOException {
        String names =
                String.join("\n", Stream.of(providers).map(Class::getName).toList());
        return text("META-INF/services/" + service.getName(), names);
    }

    /** Says which version of the API it was written for; {@link Sdk#VERSION} is the right one. */
    public ExtensionJar version(int version) throws IOException {
        return text(Sdk.DESCRIPTION, Sdk.VERSION_KEY + "=" + version);
    }

    /** Adds a file. */
    public ExtensionJar text(String path, String text) throws IOException {
        entries.put(path, text.getBytes(UTF_8));
        return this;
    }

    /** Writes it. */
    public Path writeTo(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        }
        return file;
    }
}
