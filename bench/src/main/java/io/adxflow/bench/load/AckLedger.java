package io.adxflow.bench.load;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/** A file that names each acknowledged body by its number, one a line; {@link BodyGenerator} tells what was in it. */
public final class AckLedger implements Closeable {
    private final BufferedWriter lines;

    public AckLedger(Path file) throws IOException {
        lines = Files.newBufferedWriter(file);
    }

    public void acknowledged(long body) {
        try {
            lines.write(Long.toString(body));
            lines.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The numbers of the bodies that a ledger holds. */
    public static BitSet read(Path file) throws IOException {
        BitSet bodies = new BitSet();
        List<String> lines = Files.readAllLines(file);
        for (String line : lines) {
            bodies.set(Integer.parseInt(line));
        }
        return bodies;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
