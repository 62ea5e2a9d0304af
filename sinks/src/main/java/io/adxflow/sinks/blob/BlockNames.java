package io.adxflow.sinks.blob;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Ids of a blob's blocks: {@code <encoder's version>-<block size>-<number>-<m or e>}, the last one of a blob with {@code e}. One
 * id always stands for the same bytes of a batch, so that attempts may mix, and who did not stage sees in the list of
 * uncommitted blocks whether they are all there. All have the same length, which Azure demands of the blocks of one blob (Put
 * Block).
 */
final class BlockNames {
    /** Azure's limit of committed blocks. */
    private static final int MAX_BLOCKS = 50_000;

    private final String version;
    private final int blockBytes;

    /** @param version of the encoder, four characters */
    BlockNames(String version, int blockBytes) {
        this.version = version;
        this.blockBytes = blockBytes;
    }

    String id(int number, boolean last) {
        if (number >= MAX_BLOCKS) {
            throw new IllegalStateException("more than " + MAX_BLOCKS + " blocks (expected: fewer; raise block-size)");
        }
        String text = String.format("%s-%08x-%08d-%s", version, blockBytes, number, last ? "e" : "m");
        return Base64.getEncoder().encodeToString(text.getBytes(US_ASCII));
    }

    /** The ids of a blob of so many blocks, in order. */
    List<String> all(int count) {
        List<String> ids = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            ids.add(id(number, number == count - 1));
        }
        return ids;
    }

    /** The ids of a whole blob in order, or null when these are not all of them. */
    @Nullable
    List<String> whole(List<String> uncommitted) {
        Set<String> there = new TreeSet<>(uncommitted);
        for (int number = 0; number < there.size(); number++) {
            if (there.contains(id(number, true))) {
                List<String> ids = all(number + 1);
                return there.containsAll(ids) ? ids : null;
            }
        }
        return null;
    }
}
