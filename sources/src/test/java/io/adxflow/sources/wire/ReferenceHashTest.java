package io.adxflow.sources.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReferenceHashTest {
    private static final int SYMBOLS = 20_000;

    private final SeriesHash hash = new SeriesHash(1);
    private final SymbolTable symbols = symbols(SYMBOLS);

    private record Words(boolean whole, long high, long low) {}

    @Test
    void aListHashesAlikeWhateverStoodBeforeIt() {
        long seed = Long.getLong("adxflow.seed", 1);
        System.out.println("seed: " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            List<byte[]> lists = similarLists(random);
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            lists.forEach(body::writeBytes);
            body.writeBytes(new byte[ProtoReader.PADDING]);
            byte[] bytes = body.toByteArray();
            ReferenceHash remembers = new ReferenceHash(hash, symbols);
            int start = 0;
            for (byte[] list : lists) {
                Words next = words(remembers.next(bytes, start, start + list.length));
                Words once = words(new ReferenceHash(hash, symbols).once(bytes, start, start + list.length));
                assertThat(next)
                        .as("seed %d, round %d, byte %d", seed, round, start)
                        .isEqualTo(once);
                start += list.length;
            }
        }
    }

    /** Meaningless hashes are equal. */
    private Words words(boolean whole) {
        return whole ? new Words(true, hash.high, hash.low) : new Words(false, 0, 0);
    }

    /** Each is like the one before but for a few references; some are of symbols that are not there, some are broken. */
    private static List<byte[]> similarLists(Random random) {
        int[] some = {100, 200, 16_384, SYMBOLS};
        int[] limits = new int[1 + random.nextInt(3)];
        Arrays.setAll(limits, i -> some[random.nextInt(some.length)]);
        int[] references = new int[2 * (1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 15))];
        for (int i = 0; i < references.length; i++) {
            references[i] = random.nextInt(limits[i % limits.length]);
        }
        List<byte[]> lists = new ArrayList<>();
        for (int list = 0; list < 30; list++) {
            for (int change = random.nextInt(random.nextInt(4) == 0 ? 12 : 4); change > 0; change--) {
                int place = random.nextInt(references.length);
                references[place] = random.nextInt(100) == 0
                        ? SYMBOLS + random.nextInt(3)
                        : random.nextInt(limits[place % limits.length]);
            }
            byte[] encoded = encode(references);
            if (random.nextInt(50) == 0) {
                encoded[random.nextInt(encoded.length)] ^= (byte) (1 << random.nextInt(8));
            }
            lists.add(encoded);
        }
        return lists;
    }

    @Test
    void aListThatMayBeWrittenOverIsNotRemembered() {
        ReferenceHash hasher = new ReferenceHash(hash, symbols);
        byte[] run = new byte[2 + ProtoReader.PADDING];
        run[0] = 1;
        run[1] = 2;
        Words first = words(hasher.once(run, 0, 2));
        run[1] = 3;
        assertThat(words(hasher.next(run, 0, 2))).isNotEqualTo(first);
    }

    @Test
    void otherSymbolsAreOtherLists() {
        byte[] run = new byte[2 + ProtoReader.PADDING];
        run[1] = 1;
        ReferenceHash hasher = new ReferenceHash(hash, symbols);
        Words first = words(hasher.next(run, 0, 2));
        symbols.count = 0;
        fill(symbols, "other", 2);
        hasher.forget();
        assertThat(words(hasher.next(run, 0, 2))).isNotEqualTo(first);
    }

    private static byte[] encode(int[] references) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int reference : references) {
            int rest = reference;
            while (rest > 0x7F) {
                out.write(rest & 0x7F | 0x80);
                rest >>>= 7;
            }
            out.write(rest);
        }
        return out.toByteArray();
    }

    private SymbolTable symbols(int count) {
        SymbolTable table = new SymbolTable(new Growth(DecodeCharge.unbounded()));
        fill(table, "symbol", count);
        return table;
    }

    private void fill(SymbolTable table, String prefix, int count) {
        StringBuilder text = new StringBuilder();
        try {
            for (int i = 0; i < count; i++) {
                int start = text.length();
                text.append(prefix).append(i);
                table.add(start, text.length());
            }
            table.hash(text.toString().getBytes(StandardCharsets.US_ASCII), hash);
        } catch (MalformedBodyException e) {
            throw new AssertionError(e);
        }
    }
}
