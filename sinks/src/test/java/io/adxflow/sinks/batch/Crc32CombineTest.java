package io.adxflow.sinks.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class Crc32CombineTest {
    @Test
    void equalsTheChecksumOfTheJoinedBytes() {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            byte[] bytes = new byte[random.nextInt(5_000)];
            random.nextBytes(bytes);
            int cut = random.nextInt(bytes.length + 1);
            int joined =
                    Crc32Combine.combine(crc(bytes, 0, cut), crc(bytes, cut, bytes.length - cut), bytes.length - cut);
            assertThat(joined).as("seed %d round %d", seed, round).isEqualTo(crc(bytes, 0, bytes.length));
        }
    }

    @Test
    void handlesLengthsBeyondAnInt() {
        long first = 5L << 32;
        long second = 3L << 33;
        int a = 0x12345678;
        int b = 0x9abcdef0;
        int c = 0x0f1e2d3c;
        assertThat(Crc32Combine.combine(a, Crc32Combine.combine(b, c, second), first + second))
                .isEqualTo(Crc32Combine.combine(Crc32Combine.combine(a, b, first), c, second));
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
