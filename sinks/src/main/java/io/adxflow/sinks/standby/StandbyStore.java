package io.adxflow.sinks.standby;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.AppendStore;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

/**
 * Batches whose bytes wait where there is room, a file each ({@link StandbyFormat}). What is listed is what there is: nobody else needs
 * to remember it. Streams; holds a slice at most. Blocks. Thread-safe, but for two at once on one batch.
 */
public final class StandbyStore {
    private final AppendStore files;

    public StandbyStore(AppendStore files) {
        this.files = files;
    }

    /** What {@link BatchContent} of a kept batch reads from. */
    public AppendStore files() {
        return files;
    }

    /**
     * Keeps a batch; it is durable when this returns. Does nothing when it is there already, and whole.
     *
     * @param content its bytes
     * @throws io.adxflow.sinks.batch.CorruptSliceException like MissingSegmentException of the content
     */
    public StandbyName keep(KeptBatch kept, BatchContent content) throws IOException {
        StandbyName name = kept.name();
        if (isWhole(name)) {
            return name;
        }
        files.delete(name.text());
        byte[] header = StandbyFormat.header(kept);
        try (AppendFile file = files.create(name.text())) {
            file.append(header, 0, header.length);
            content.writeTo(new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    file.append(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int count) throws IOException {
                    file.append(bytes, offset, count);
                }
            });
            file.sync();
        } catch (IOException e) {
            // What is half there is found and told by nobody then.
            try {
                files.delete(name.text());
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
        return name;
    }

    private boolean isWhole(StandbyName name) throws IOException {
        try {
            read(name);
            return true;
        } catch (FileNotFoundException | io.adxflow.sinks.batch.CorruptSliceException e) {
            return false;
        }
    }

    /**
     * A kept batch, whose slices are in its file.
     *
     * @throws FileNotFoundException when it is not there
     * @throws io.adxflow.sinks.batch.CorruptSliceException when its header is damaged, or the end of the file is missing
     */
    public KeptBatch read(StandbyName name) throws IOException {
        String file = name.text();
        long length = files.length(file);
        try {
            byte[] first = new byte[StandbyFormat.FIRST_LINE_BYTES];
            files.read(file, 0, first, 0, first.length);
            byte[] line = new byte[StandbyFormat.lineLength(file, first)];
            files.read(file, first.length, line, 0, line.length);
            KeptBatch kept = StandbyFormat.parse(file, first, line);
            if (StandbyFormat.fileLength(kept) > length) {
                throw new io.adxflow.sinks.batch.CorruptSliceException(
                        file + ": " + length + " bytes (expected: " + StandbyFormat.fileLength(kept) + ")");
            }
            return kept;
        } catch (EOFException e) {
            throw new io.adxflow.sinks.batch.CorruptSliceException(file + ": " + length + " bytes (expected: more)", e);
        }
    }

    /** Tells of all batches that are kept for a moniker, in no order. */
    public void visit(String moniker, Consumer<StandbyName> to) throws IOException {
        files.visit(StandbyName.folder(moniker), text -> {
            StandbyName name = StandbyName.parse(text);
            if (name != null && name.moniker().equals(moniker)) {
                to.accept(name);
            }
        });
    }

    /** Forgets a batch. */
    public void delete(StandbyName name) throws IOException {
        files.delete(name.text());
    }

    /** Where a batch would be. */
    public static StandbyName nameOf(SealedBatch batch) {
        return new KeptBatch(batch, 0, 0, "", "").name();
    }
}
