package io.adxflow.sinks.kusto.staging;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Ids of a blob's blocks. One id always stands for the same bytes of a batch, so that attempts may mix: it holds the block
 * size, as another size cuts other blocks, and the block's number. All have the same length, which Azure demands of the
 * blocks of one blob (Put Block).
 */
final class BlockIds {
    /** Azure's limit of committed blocks. */
    private static final int MAX_BLOCKS = 50_000;

    private BlockIds() {}

    static String id(int blockBytes, int number) {
        String text = String.format("%08x-%08d", blockBytes, number);
        return Base64.getEncoder().encodeToString(text.getBytes(US_ASCII));
    }

    /** Number of blocks of a blob. */
    static int count(long length, int blockBytes) {
        long blocks = (length + blockBytes - 1) / blockBytes;
        if (blocks > MAX_BLOCKS) {
            throw new IllegalArgumentException("batch of " + length + " bytes: " + blocks
                    + " blocks (expected: at most " + MAX_BLOCKS + "; raise block-size)");
        }
        return (int) blocks;
    }

    /** The ids of a whole blob, in order. */
    static List<String> all(long length, int blockBytes) {
        int count = count(length, blockBytes);
        List<String> ids = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            ids.add(id(blockBytes, number));
        }
        return ids;
    }
}
