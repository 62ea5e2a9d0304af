package io.adxflow.sinks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads a directory destination as a stranger would: every visible file, its first gzip member only. */
public final class CommittedRows {
    private CommittedRows() {}

    public static List<Path> files(Path root) throws IOException {
        return files(root, ".csv.gz");
    }

    /** Files with that ending, while others come and go. */
    public static List<Path> files(Path root, String ending) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean hidden = folder.getFileName().toString().startsWith(".");
                return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(ending)) {
                    found.add(file);
                }
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
        return found;
    }

    public static List<String> of(Path root) throws IOException {
        List<String> rows = new ArrayList<>();
        for (Path file : files(root)) {
            new String(firstMember(Files.readAllBytes(file)), UTF_8).lines().forEach(rows::add);
        }
        return rows;
    }

    /** Inflates one member by hand and fails unless it is the whole file and its trailer fits. */
    public static byte[] firstMember(byte[] file) {
        Inflater inflater = new Inflater(true);
        inflater.setInput(file, 10, file.length - 10);
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        byte[] buffer = new byte[65536];
        try {
            while (!inflater.finished()) {
                int length = inflater.inflate(buffer);
                if (length == 0 && inflater.needsInput()) {
                    throw new IllegalStateException("torn deflate stream");
                }
                out.write(buffer, 0, length);
            }
        } catch (DataFormatException e) {
            throw new IllegalStateException(e);
        }
        byte[] content = out.toByteArray();
        CRC32 crc = new CRC32();
        crc.update(content);
        java.nio.ByteBuffer trailer =
                java.nio.ByteBuffer.wrap(file, file.length - 8, 8).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        if (inflater.getRemaining() != 8
                || trailer.getInt() != (int) crc.getValue()
                || trailer.getInt() != content.length) {
            throw new IllegalStateException("not one member with a right trailer");
        }
        inflater.end();
        return content;
    }
}
