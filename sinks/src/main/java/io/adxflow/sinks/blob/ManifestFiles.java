package io.adxflow.sinks.blob;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.blob.BlobContainer.Log;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a manifest: append blobs {@code <prefix>_manifest/<number, 8 digits>.jsonl}, from 0 on. A file takes lines until it
 * is {@linkplain #isFull full}; whoever finds it so goes on to the next one. Since an append names the position that it is for, nobody
 * appends to a file who does not know that it is not full, so that a file which has a next one never changes again. Blocks.
 */
final class ManifestFiles {
    private static final String FOLDER = "_manifest/";
    private static final String ENDING = ".jsonl";
    private static final long PIECE_BYTES = 4 << 20;

    private final String prefix;
    private final long fullBytes;
    private final int fullBlocks;

    /**
     * @param prefix before all names
     * @param fullBytes length from which on a file takes no more
     * @param fullBlocks appends from which on it takes no more; Azure's limit is 50,000
     */
    ManifestFiles(String prefix, long fullBytes, int fullBlocks) {
        this.prefix = prefix;
        this.fullBytes = fullBytes;
        this.fullBlocks = fullBlocks;
    }

    String name(int number) {
        return prefix + FOLDER + String.format("%08d", number) + ENDING;
    }

    boolean isFull(long length, int blocks) {
        return length >= fullBytes || blocks >= fullBlocks;
    }

    /** The number of the newest file; -1 when there is none. */
    int newest(BlobContainer container) throws Exception {
        int[] newest = {-1};
        container.list(prefix + FOLDER, name -> {
            String number = name.substring(prefix.length() + FOLDER.length());
            if (number.matches("\\d{8}\\.jsonl")) {
                newest[0] = Math.max(newest[0], Integer.parseInt(number.substring(0, 8)));
            }
        });
        return newest[0];
    }

    /** Told of each line, and of the position behind it. */
    interface Lines {
        void line(String line, long end) throws IOException;
    }

    /** Reads the lines of a file between two positions at which lines begin, piece by piece. */
    void read(BlobContainer container, int number, long from, long to, Lines lines) throws Exception {
        byte[] left = {};
        long position = from;
        while (position < to) {
            byte[] piece = container.read(name(number), position, Math.min(PIECE_BYTES, to - position));
            if (piece.length == 0) {
                throw new IOException(name(number) + " ends at " + position + " (expected: " + to + ")");
            }
            byte[] all = new byte[left.length + piece.length];
            System.arraycopy(left, 0, all, 0, left.length);
            System.arraycopy(piece, 0, all, left.length, piece.length);
            int start = 0;
            for (int i = left.length; i < all.length; i++) {
                if (all[i] == '\n') {
                    lines.line(new String(all, start, i - start, UTF_8), position - left.length + i + 1);
                    start = i + 1;
                }
            }
            position += piece.length;
            left = java.util.Arrays.copyOfRange(all, start, all.length);
        }
    }

    /** The files in which a batch that was sealed then may stand, oldest first, up to and with the newest. */
    List<Integer> since(BlobContainer container, int newest, long sealedAtMillis) throws Exception {
        List<Integer> numbers = new ArrayList<>();
        for (int number = newest; number >= 0; number--) {
            numbers.add(0, number);
            Log log = container.logState(name(number));
            if (log == null || log.createdMillis() < sealedAtMillis) {
                break;
            }
        }
        return numbers;
    }
}
