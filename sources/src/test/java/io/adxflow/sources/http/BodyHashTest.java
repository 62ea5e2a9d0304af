package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BodyHashTest {
    private static final Target TARGET = new Target("default", "Metrics");

    @Test
    void staysAsItIsInStateAlreadyWritten() {
        byte[] counting = new byte[4099];
        for (int i = 0; i < counting.length; i++) {
            counting[i] = (byte) (i * 7);
        }
        assertThat(hex(hash((byte) 1, TARGET, new byte[] {1}))).isEqualTo("104ff8d777a79581daa3aec87b5ec0b6");
        assertThat(hex(hash((byte) 1, TARGET, "a body of less than a stripe".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("4fe5aedbfd8727465302a2338b25315e");
        assertThat(hex(hash((byte) 2, TARGET, counting))).isEqualTo("7e5438317827d595b075f7e81aeb68c2");
        byte[] longer = java.util.Arrays.copyOf(counting, counting.length + 100);
        longer[counting.length] = 1;
        assertThat(BodyHash.of((byte) 2, TARGET, longer, counting.length)).isEqualTo(hash((byte) 2, TARGET, counting));
    }

    @Test
    void differsByFormatNamespaceDatabaseAndWhereOneNameEnds() {
        byte[] body = {1, 2, 3};
        Set<BodyHash> hashes = new HashSet<>();
        hashes.add(hash((byte) 1, TARGET, body));
        hashes.add(hash((byte) 2, TARGET, body));
        hashes.add(hash((byte) 1, new Target("default", "Logs"), body));
        hashes.add(hash((byte) 1, new Target("other", "Metrics"), body));
        hashes.add(hash((byte) 1, new Target("defaultM", "etrics"), body));
        hashes.add(hash((byte) 1, new Target("Metrics", "default"), body));
        assertThat(hashes).hasSize(6);
    }

    @Test
    void differsByEveryBitAndByTrailingZeros() {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        for (int length : new int[] {1, 63, 64, 65, 1023, 1024, 1025, 2500}) {
            byte[] body = new byte[length];
            random.nextBytes(body);
            Set<Long> halves = new HashSet<>();
            add(halves, hash((byte) 1, TARGET, body));
            for (int bit = 0; bit < 8 * length; bit++) {
                body[bit / 8] ^= (byte) (1 << (bit % 8));
                add(halves, hash((byte) 1, TARGET, body));
                body[bit / 8] ^= (byte) (1 << (bit % 8));
            }
            add(halves, hash((byte) 1, TARGET, java.util.Arrays.copyOf(body, length + 1)));
            assertThat(halves).as("seed %d, length %d", seed, length).hasSize(2 * (8 * length + 2));
        }
    }

    @Test
    void flipsHalfOfAllBitsWhenOneBitChanges() {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        int[] flips = new int[128];
        int rounds = 20_000;
        byte[] body = new byte[300];
        for (int round = 0; round < rounds; round++) {
            random.nextBytes(body);
            BodyHash before = hash((byte) 1, TARGET, body);
            body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
            BodyHash after = hash((byte) 1, TARGET, body);
            for (int bit = 0; bit < 64; bit++) {
                flips[bit] += (int) ((before.high() ^ after.high()) >>> bit & 1);
                flips[64 + bit] += (int) ((before.low() ^ after.low()) >>> bit & 1);
            }
        }
        for (int count : flips) {
            // Seven standard deviations of a fair coin.
            assertThat(count).as("seed %d", seed).isBetween(rounds / 2 - 500, rounds / 2 + 500);
        }
    }

    private static void add(Set<Long> halves, BodyHash hash) {
        halves.add(hash.high());
        halves.add(hash.low());
    }

    private static String hex(BodyHash hash) {
        return String.format("%016x%016x", hash.high(), hash.low());
    }

    private static BodyHash hash(byte format, Target target, byte[] body) {
        return BodyHash.of(format, target, body, body.length);
    }
}
