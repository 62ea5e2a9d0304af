package io.adxflow.sources.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeriesHashTest {
    private final SeriesHash hash = new SeriesHash(1);

    private record Words(long high, long low) {}

    @Test
    void everyBitOfTheInputMovesBothWords() {
        for (int length : new int[] {1, 3, 4, 7, 8, 15, 16, 17, 31, 440, 2047, 2048, 2049, 2063, 2064, 2065}) {
            byte[] input = random(length);
            Words original = hash(input);
            // In the long ones every 13th: that meets each place within a word.
            for (int bit = 0; bit < 8 * length; bit += length > 100 ? 13 : 1) {
                input[bit / 8] ^= (byte) (1 << bit % 8);
                Words changed = hash(input);
                assertThat(changed.high).as("length %d, bit %d", length, bit).isNotEqualTo(original.high);
                assertThat(changed.low).as("length %d, bit %d", length, bit).isNotEqualTo(original.low);
                input[bit / 8] ^= (byte) (1 << bit % 8);
            }
        }
    }

    @Test
    void zerosOfAnyLengthDiffer() {
        Set<Words> seen = new HashSet<>();
        for (int length = 0; length < 2500; length++) {
            assertThat(seen.add(hash(new byte[length]))).as("length %d", length).isTrue();
        }
    }

    @Test
    void halfOfTheBitsFlipOnAverage() {
        byte[] input = random(100);
        Words original = hash(input);
        long flipped = 0;
        for (int bit = 0; bit < 8 * input.length; bit++) {
            input[bit / 8] ^= (byte) (1 << bit % 8);
            Words changed = hash(input);
            flipped += Long.bitCount(changed.high ^ original.high) + Long.bitCount(changed.low ^ original.low);
            input[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThat(flipped / (8.0 * input.length)).isBetween(60.0, 68.0);
    }

    @Test
    void numberedNamesCollideInNoHalf() {
        Set<Integer> upperHalves = new HashSet<>();
        Set<Long> high = new HashSet<>();
        Set<Long> low = new HashSet<>();
        int count = 300_000;
        for (int i = 0; i < count; i++) {
            Words words =
                    hash(String.format("pod-%05d/node-%05d", i / 1000, i % 1000).getBytes(StandardCharsets.UTF_8));
            high.add(words.high);
            low.add(words.low);
            upperHalves.add((int) (words.high >>> 32));
        }
        assertThat(high).hasSize(count);
        assertThat(low).hasSize(count);
        // About count^2 / 2^33 = 10 are expected to meet in 32 bits.
        assertThat(upperHalves).hasSizeGreaterThan(count - 40);
    }

    @Test
    void theSeedChangesEverything() {
        byte[] input = random(100);
        Words first = hash(input);
        SeriesHash other = new SeriesHash(2);
        other.bytes(input, 0, input.length);
        assertThat(new Words(other.high, other.low)).isNotEqualTo(first);
    }

    @Test
    void thePlaceInTheArrayDoesNotMatter() {
        byte[] input = random(100);
        byte[] shifted = new byte[150];
        System.arraycopy(input, 0, shifted, 13, 100);
        hash.bytes(shifted, 13, 113);
        assertThat(new Words(hash.high, hash.low)).isEqualTo(hash(input));
    }

    @Test
    void referencesHashByTheirSymbolsInOrder() {
        SymbolTable one = symbols("", "__name__", "up", "job", "a");
        SymbolTable other = symbols("", "a", "job", "up", "__name__");
        assertThat(references(one, 1, 2, 3, 4)).isEqualTo(references(other, 4, 3, 2, 1));
        assertThat(references(one, 1, 2, 3, 4)).isNotEqualTo(references(one, 3, 4, 1, 2));
        assertThat(references(one, 1, 2, 3, 4)).isNotEqualTo(references(one, 2, 1, 3, 4));
        assertThat(references(one, 1, 2)).isNotEqualTo(references(one, 1, 2, 0, 0));
        int[] many = new int[600];
        Arrays.fill(many, 1);
        Words original = references(one, many);
        Set<Words> seen = new HashSet<>(Set.of(original));
        for (int i = 0; i < many.length; i++) {
            many[i] = 2;
            assertThat(seen.add(references(one, many))).as("reference %d", i).isTrue();
            many[i] = 1;
        }
    }

    private Words hash(byte[] input) {
        hash.bytes(input, 0, input.length);
        return new Words(hash.high, hash.low);
    }

    private Words references(SymbolTable symbols, int... references) {
        byte[] run = new byte[references.length + SnappyInflater.PADDING];
        for (int i = 0; i < references.length; i++) {
            run[i] = (byte) references[i];
        }
        assertThat(new ReferenceHash(hash, symbols).next(run, 0, references.length))
                .isTrue();
        return new Words(hash.high, hash.low);
    }

    private SymbolTable symbols(String... symbols) {
        try {
            SymbolTable table = new SymbolTable(new Growth(DecodeCharge.unbounded()));
            int at = 0;
            for (String symbol : symbols) {
                table.add(at, at += symbol.length());
            }
            table.hash(String.join("", symbols).getBytes(StandardCharsets.US_ASCII), hash);
            return table;
        } catch (MalformedBodyException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
