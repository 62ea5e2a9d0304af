package io.adxflow.job.handshake.tokens;

import io.adxflow.job.handshake.HandshakeOptions;
import io.adxflow.job.handshake.HandshakeSettings;
import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.AppendStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Where {@link TokenKeys} lie. Blocks. */
public interface KeyFile {

    /** Its text; null where there is none and one may be made. */
    @Nullable
    String read() throws IOException;

    /** Writes it, unless somebody else has just done so. */
    void make(String text) throws IOException;

    /** The file that the settings name, or the one below their storage directory. */
    static KeyFile of(HandshakeSettings settings) {
        return settings.keys().isEmpty()
                ? new Stored(
                        settings.storage().folder("keys"), settings.storage().below("keys/" + Stored.NAME))
                : new Given(Path.of(settings.keys()));
    }

    /** A file that somebody else writes. */
    record Given(Path path) implements KeyFile {
        @Override
        public String read() throws IOException {
            try {
                return Files.readString(path);
            } catch (NoSuchFileException e) {
                throw new IOException("there is no such file, see " + HandshakeOptions.KEYS.key(), e);
            }
        }

        @Override
        public void make(String text) throws IOException {
            throw new IOException("somebody else's file");
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** A file below the storage directory, which whoever comes first makes, readable by its owner alone where files have owners. */
    record Stored(AppendStore folder, java.net.URI uri) implements KeyFile {
        private static final String NAME = "handshake.json";

        @Override
        public @Nullable String read() throws IOException {
            try {
                byte[] bytes = new byte[Math.toIntExact(folder.length(NAME))];
                folder.read(NAME, 0, bytes, 0, bytes.length);
                return bytes.length == 0 ? null : new String(bytes, StandardCharsets.UTF_8);
            } catch (FileNotFoundException e) {
                return null;
            }
        }

        @Override
        public void make(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            try (AppendFile file = folder.create(NAME)) {
                if ("file".equals(uri.getScheme())) {
                    restrict(Path.of(uri));
                }
                file.append(bytes, 0, bytes.length);
                file.sync();
            } catch (IOException e) {
                if (read() == null) {
                    throw e;
                }
            }
        }

        private static void restrict(Path path) throws IOException {
            try {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            } catch (UnsupportedOperationException noPosix) {
                // Windows and the like: as the folder has it.
            }
        }

        @Override
        public String toString() {
            return uri.toString();
        }
    }
}
