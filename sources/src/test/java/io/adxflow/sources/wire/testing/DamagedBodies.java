package io.adxflow.sources.wire.testing;

import io.adxflow.sources.wire.WireFormat;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Compressed bodies with something wrong: bits flipped, parts cut, random bytes, lengths that lie. Some are still readable. */
public final class DamagedBodies {
    private static final int MAX_BASE_BYTES = 4_000;

    private final Random random;
    private final RandomBodies bodies;
    private final Map<WireFormat, List<byte[]>> recorded = new EnumMap<>(WireFormat.class);

    /** A body and the format it pretends to have. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Damaged(WireFormat format, byte[] body) {}

    public DamagedBodies(long seed) {
        random = new Random(seed);
        bodies = new RandomBodies(seed + 1);
        for (WireFormat format : WireFormat.of(WireFormat.Signal.REMOTE_WRITE)) {
            recorded.put(
                    format,
                    RemoteWriteFixtures.of(format).stream()
                            .map(RemoteWriteFixtures.Fixture::decompressed)
                            .toList());
        }
    }

    public Damaged next() {
        WireFormat format = random.nextBoolean() ? WireFormat.REMOTE_WRITE_1 : WireFormat.REMOTE_WRITE_2;
        byte[] content = random.nextInt(4) == 0 ? fromFixture(format) : bodies.next(format);
        byte[] compressed = RemoteWriteFixtures.compress(content);
        return new Damaged(
                format,
                switch (random.nextInt(8)) {
                    case 0 -> flipped(compressed);
                    case 1 -> cut(compressed);
                    case 2 -> RemoteWriteFixtures.compress(cut(content));
                    case 3 -> bomb();
                    case 4 -> random(random.nextInt(300));
                    case 5 -> RemoteWriteFixtures.compress(random(random.nextInt(300)));
                    default -> RemoteWriteFixtures.compress(flipped(content));
                });
    }

    /** The beginning of a recorded body, which usually ends within a series. */
    private byte[] fromFixture(WireFormat format) {
        List<byte[]> candidates = recorded.get(format);
        byte[] content = candidates.get(random.nextInt(candidates.size()));
        return Arrays.copyOf(content, Math.min(content.length, random.nextInt(MAX_BASE_BYTES)));
    }

    private byte[] flipped(byte[] bytes) {
        byte[] damaged = bytes.clone();
        for (int i = 1 + random.nextInt(3); i > 0 && damaged.length > 0; i--) {
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return damaged;
    }

    private byte[] cut(byte[] bytes) {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A length of up to 4 GiB in front of almost nothing. */
    private byte[] bomb() {
        byte[] bytes = random(5 + random.nextInt(20));
        for (int i = 0; i < 4; i++) {
            bytes[i] |= (byte) 0x80;
        }
        bytes[4] &= 0x0F;
        return bytes;
    }
}
