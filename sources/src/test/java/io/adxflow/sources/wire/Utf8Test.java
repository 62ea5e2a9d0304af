package io.adxflow.sources.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
    @Test
    void agreesWithTheJdkOnRandomBytes() {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        // Bytes at the edges of the well-formed ranges, and enough ASCII for the fast path.
        int[] edges = {
            0xC1, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xFF
        };
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(20)];
            for (int k = 0; k < bytes.length; k++) {
                bytes[k] = (byte) (random.nextInt(4) > 0 ? 'a' : edges[random.nextInt(edges.length)]);
            }
            int invalid = Utf8.firstInvalid(bytes, 0, bytes.length);
            assertThat(invalid < 0).as("seed %d, case %d", seed, i).isEqualTo(isValid(bytes, bytes.length));
            if (invalid >= 0) {
                assertThat(isValid(bytes, invalid))
                        .as("seed %d, case %d", seed, i)
                        .isTrue();
            }
        }
    }

    private static boolean isValid(byte[] bytes, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
