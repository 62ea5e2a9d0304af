package io.adxflow.job.deflate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** Inflated by the JDK. */
class TokenBlockTest {
    private static final int MAX_TEXT = 300_000;

    private final BitOutput out = new BitOutput(64);
    private final TokenBlock block = new TokenBlock(out);
    private final byte[] text = new byte[MAX_TEXT + Long.BYTES];
    private int end;

    @Test
    void runsAndCopiesOfAnyLengthInflateToTheText() throws Exception {
        long seed = Long.getLong("adxflow.seed", 1);
        System.out.println("seed: " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            out.clear();
            block.clear();
            end = 0;
            int goal = random.nextInt(random.nextInt(10) == 0 ? MAX_TEXT : 3_000);
            int alphabet = 1 + random.nextInt(256);
            int longest = random.nextInt(20) == 0 ? 40_000 : 1 + random.nextInt(40);
            while (end < goal) {
                int length = Math.min(goal - end, 1 + random.nextInt(longest));
                if (random.nextBoolean() || end == 0 || length < TokenBlock.MIN_LENGTH) {
                    newBytes(random, alphabet, length);
                } else {
                    copy(1 + random.nextInt(Math.min(end, TokenBlock.MAX_DISTANCE)), length);
                }
            }
            assertThat(inflated()).as("seed %d, round %d", seed, round).isEqualTo(new String(text, 0, end, ISO_8859_1));
        }
    }

    private void newBytes(Random random, int alphabet, int length) {
        for (int i = 0; i < length; i++) {
            text[end + i] = (byte) random.nextInt(alphabet);
        }
        block.literals(text, end, end + length);
        end += length;
    }

    private void copy(int distance, int length) {
        for (int i = 0; i < length; i++) {
            text[end + i] = text[end + i - distance];
        }
        block.copy(distance, length);
        end += length;
    }

    private String inflated() throws Exception {
        block.write();
        out.reserve(48);
        // The last block: stored, of length 0.
        out.put(1, 3);
        out.align();
        out.put(0xffff0000L, 32);
        Inflater inflater = new Inflater(true);
        inflater.setInput(out.bytes, 0, out.length);
        byte[] inflated = new byte[end + 1];
        int length = inflater.inflate(inflated);
        assertThat(inflater.finished()).isTrue();
        inflater.end();
        return new String(Arrays.copyOf(inflated, length), ISO_8859_1);
    }
}
