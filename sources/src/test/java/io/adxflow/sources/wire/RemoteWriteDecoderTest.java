package io.adxflow.sources.wire;

import static io.adxflow.sources.wire.WireFormat.REMOTE_WRITE_1;
import static io.adxflow.sources.wire.WireFormat.REMOTE_WRITE_2;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.testing.BodyBuilder;
import io.adxflow.sources.wire.testing.DamagedBodies;
import io.adxflow.sources.wire.testing.DecodedModel;
import io.adxflow.sources.wire.testing.OddEncodings;
import io.adxflow.sources.wire.testing.OracleDecoder;
import io.adxflow.sources.wire.testing.RandomBodies;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import io.adxflow.sources.wire.testing.WireModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.xerial.snappy.Snappy;

class RemoteWriteDecoderTest {
    private static final int LIMIT = 8 << 20;
    private static final long HASH_SEED = 42;

    private final long seed = Long.getLong("adxflow.seed", 1);
    private final RemoteWriteDecoder decoder = new RemoteWriteDecoder(LIMIT, HASH_SEED);

    static Stream<RemoteWriteFixtures.Fixture> fixtures() {
        return RemoteWriteFixtures.all().stream();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void decodesWhatPrometheusSentAsTheGeneratedClassesDo(RemoteWriteFixtures.Fixture fixture) throws Exception {
        DecodedBody body = decoder.decode(fixture.format(), fixture.body());
        assertThat(DecodedModel.of(body, StandardCharsets.UTF_8))
                .isEqualTo(OracleDecoder.decode(fixture.format(), fixture.decompressed()));
        assertThat(problems(body)).isEmpty();
    }

    @Test
    void bothProtocolsOfOneRunHoldTheSameSamples() throws Exception {
        assertThat(RemoteWriteFixtures.of(REMOTE_WRITE_1)).hasSizeGreaterThan(3);
        assertThat(allSamples(REMOTE_WRITE_1))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(allSamples(REMOTE_WRITE_2));
    }

    @ParameterizedTest
    @EnumSource(names = {"REMOTE_WRITE_1", "REMOTE_WRITE_2"})
    void decodesRandomBodiesAsTheGeneratedClassesDo(WireFormat format) throws Exception {
        RandomBodies bodies = new RandomBodies(seed);
        for (int i = 0; i < 600; i++) {
            byte[] content = bodies.next(format);
            assertThat(decode(format, content))
                    .as("seed %d, body %d", seed, i)
                    .isEqualTo(OracleDecoder.decode(format, content));
        }
    }

    @Test
    void hashesOfMetadataAreEqualWhereItReadsEqualAndNowhereElse() throws Exception {
        RandomBodies bodies = new RandomBodies(seed);
        Map<List<Object>, Long> hashes = new HashMap<>();
        int entries = 0;
        for (int i = 0; i < 600; i++) {
            DecodedBody body = decoder.decode(REMOTE_WRITE_2, Snappy.compress(bodies.next(REMOTE_WRITE_2)));
            MetricMetadata entry = new MetricMetadata();
            for (int j = 0; j < body.metadataCount(); j++, entries++) {
                body.metadata(j, entry);
                List<Object> content = List.of(
                        entry.type,
                        new String(entry.bytes, entry.helpStart, entry.helpEnd - entry.helpStart, ISO_8859_1),
                        new String(entry.bytes, entry.unitStart, entry.unitEnd - entry.unitStart, ISO_8859_1));
                Long before = hashes.putIfAbsent(content, body.metadataHash(j));
                assertThat(before).as("seed %d: %s", seed, content).isIn(null, body.metadataHash(j));
                assertThat(body.metadataSeries(j)).isEqualTo(entry.series);
            }
        }
        assertThat(hashes).hasSizeBetween(2, entries - 1);
        assertThat(hashes.values()).as("seed %d", seed).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(names = {"REMOTE_WRITE_1", "REMOTE_WRITE_2"})
    void decodesAnyEncodingThatProtobufAllowsAndHashesItAlike(WireFormat format) throws Exception {
        RandomBodies bodies = new RandomBodies(seed);
        OddEncodings encodings = new OddEncodings(seed + 1);
        for (int i = 0; i < 400; i++) {
            byte[] usual = bodies.next(format);
            byte[] odd = encodings.of(format, usual);
            assertThat(decode(format, odd))
                    .as("seed %d, body %d", seed, i)
                    .isEqualTo(OracleDecoder.decode(format, odd))
                    .isEqualTo(OracleDecoder.decode(format, usual));
            assertThat(hashes(format, odd)).as("seed %d, body %d", seed, i).isEqualTo(hashes(format, usual));
        }
    }

    @Test
    void damagedBodiesAreRefusedOrDecodedAsProtobufWould() throws Exception {
        DamagedBodies bodies = new DamagedBodies(seed);
        int readable = 0;
        for (int i = 0; i < 10_000; i++) {
            DamagedBodies.Damaged damaged = bodies.next();
            WireModel.Body expected = oracle(damaged);
            WireModel.Body actual;
            try {
                DecodedBody body = decoder.decode(damaged.format(), damaged.body());
                problems(body);
                actual = DecodedModel.of(body, StandardCharsets.ISO_8859_1);
                readable++;
            } catch (MalformedBodyException e) {
                assertThat(e).hasMessageNotContaining("null");
                actual = null;
            }
            assertThat(actual).as("seed %d, body %d", seed, i).isEqualTo(expected);
        }
        assertThat(readable).as("seed %d", seed).isGreaterThan(500);
        assertThat(decoder.heldBytes()).isLessThan(6 << 20);
    }

    @Test
    void aBodyThatClaimsMoreThanTheLimitIsRefusedBeforeAnythingIsAllocated() {
        long before = decoder.heldBytes();
        byte[] claimsOneByteTooMany = {0x01, (byte) 0x80, (byte) 0x80, 0x04, 0};
        claimsOneByteTooMany[0] = (byte) 0x81;
        assertThatThrownBy(() -> decoder.decode(REMOTE_WRITE_1, claimsOneByteTooMany))
                .isInstanceOfSatisfying(MalformedBodyException.class, e -> assertThat(e.reason())
                        .isEqualTo(Reason.TOO_LARGE))
                .hasMessageContaining("8388609 B")
                .hasMessageContaining("8388608 B")
                .hasMessageContaining("ingest.max-decompressed-size");
        assertThat(decoder.heldBytes()).isEqualTo(before);
    }

    @Test
    void aBodyThatClaimsMoreThanSnappyCanPackIsRefusedBeforeAnythingIsAllocated() {
        long before = decoder.heldBytes();
        byte[] claimsSevenMebibytes = {(byte) 0x80, (byte) 0x80, (byte) 0xC0, 0x03, 0, 0, 0, 0};
        assertRefused(Reason.COMPRESSION, REMOTE_WRITE_1, claimsSevenMebibytes, "more than snappy can pack");
        assertThat(decoder.heldBytes()).isEqualTo(before);
    }

    @Test
    void theDensestSnappyIsAccepted() throws Exception {
        byte[] content = delimited(15, new byte[4 << 20]);
        assertThat(decode(REMOTE_WRITE_1, content).series()).isEmpty();
    }

    @Test
    void emptyAndFramedBodiesAreRefused() throws IOException {
        assertRefused(Reason.COMPRESSION, REMOTE_WRITE_1, new byte[0], "empty");
        byte[] framed = {(byte) 0xFF, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};
        assertRefused(Reason.COMPRESSION, REMOTE_WRITE_1, framed, "snappy block");
    }

    @Test
    void anEmptyMessageHasNoSeries() throws Exception {
        assertThat(decode(REMOTE_WRITE_1, new byte[0]).series()).isEmpty();
        assertThat(decode(REMOTE_WRITE_2, new byte[0]).series()).isEmpty();
    }

    @Test
    void aFaultNamesItsPlace() {
        byte[] content = new BodyBuilder()
                .series("up")
                .sample(1, 1)
                .series("down")
                .sample(2, 2)
                .uncompressed(REMOTE_WRITE_1);
        // The last 13 bytes are the sample: tag, length, and 11 bytes of content.
        content[content.length - 12]++;
        assertRefused(
                Reason.PROTOBUF,
                REMOTE_WRITE_1,
                RemoteWriteFixtures.compress(content),
                "timeseries[1].samples[0]: 12 B needed, 11 B left");
    }

    @ParameterizedTest
    @EnumSource(names = {"REMOTE_WRITE_1", "REMOTE_WRITE_2"})
    void aSeriesWithoutLabelsIsCountedAndTakesNoMemory(WireFormat format) throws Exception {
        byte[] series = {(byte) (format == REMOTE_WRITE_1 ? 1 << 3 | 2 : 5 << 3 | 2), 4, 2 << 3 | 2, 2, 2 << 3, 5};
        byte[] content = new byte[1_000_000 * series.length];
        for (int at = 0; at < content.length; at += series.length) {
            System.arraycopy(series, 0, content, at, series.length);
        }
        DecodedBody body = decoder.decode(format, RemoteWriteFixtures.compress(content));
        assertThat(body.seriesCount()).isZero();
        assertThat(body.sampleCount()).isZero();
        assertThat(body.unlabelledSeries()).isEqualTo(1_000_000);
        assertThat(body.unlabelledSamples()).isEqualTo(1_000_000);
        assertThat(decoder.heldBytes()).isLessThan(content.length + 100_000);
    }

    @Test
    void seriesBehindOnesWithoutLabelsKeepTheirNumbers() throws Exception {
        var request = io.adxflow.proto.v2.Request.newBuilder().addSymbols("");
        request.addTimeseriesBuilder().addLabelsRefs(7).addLabelsRefs(0);
        request.addTimeseriesBuilder().addSamplesBuilder().setValue(1);
        request.addTimeseriesBuilder();
        request.addTimeseriesBuilder().addLabelsRefs(8).addLabelsRefs(0);
        DecodedBody body = decoder.decode(
                REMOTE_WRITE_2, RemoteWriteFixtures.compress(request.build().toByteArray()));
        assertThat(body.seriesCount()).isEqualTo(2);
        assertThat(body.firstUnlabelled()).isEqualTo(1);
        assertThat(body.unlabelledSeries()).isEqualTo(2);
        assertThat(body.seriesProblem(0)).contains("timeseries[0].labels_refs[0]: 7");
        assertThat(body.seriesProblem(1)).contains("timeseries[3].labels_refs[0]: 8");
    }

    @ParameterizedTest
    @EnumSource(names = {"REMOTE_WRITE_1", "REMOTE_WRITE_2"})
    void moreLabelsThanASetMayHaveCostTheirSeriesOnly(WireFormat format) throws Exception {
        String[] labels = new String[2 * 70_000];
        Arrays.setAll(labels, i -> "l" + i);
        byte[] content = new BodyBuilder()
                .series("many", labels)
                .series("few")
                .sample(1, 1)
                .uncompressed(format);
        DecodedBody body = decoder.decode(format, RemoteWriteFixtures.compress(content));
        assertThat(problems(body)).containsExactly("labels: more than 65536");
    }

    @Test
    void buffersShrinkWhenLargeBodiesCease() throws Exception {
        BodyBuilder large = new BodyBuilder();
        for (int i = 0; i < 100_000; i++) {
            large.series("large", "instance", "host-" + i).sample(i, i);
        }
        decoder.decode(REMOTE_WRITE_1, large.compressed(REMOTE_WRITE_1));
        assertThat(decoder.heldBytes()).isGreaterThan(8 << 20);
        byte[] small = new BodyBuilder().series("small").sample(1, 1).compressed(REMOTE_WRITE_1);
        for (int i = 0; i < 2 * ShrinkPolicy.WINDOW; i++) {
            decoder.decode(REMOTE_WRITE_1, small);
        }
        assertThat(decoder.heldBytes()).isLessThan(2 << 20);
        assertThat(DecodedModel.of(decoder.decode(REMOTE_WRITE_1, small), StandardCharsets.UTF_8)
                        .series())
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"REMOTE_WRITE_1", "REMOTE_WRITE_2"})
    void stringsThatAreNotUtf8CostTheirSeriesOnly(WireFormat format) throws Exception {
        byte[] content = new BodyBuilder()
                .series("good", "host", "a")
                .sample(1, 1)
                .series("bad", "host", "b#")
                .sample(1, 2)
                .uncompressed(format);
        for (int i = 0; i < content.length; i++) {
            content[i] = content[i] == '#' ? (byte) 0xFF : content[i];
        }
        DecodedBody body = decoder.decode(format, RemoteWriteFixtures.compress(content));
        assertThat(body.seriesCount()).isEqualTo(2);
        assertThat(problems(body)).containsExactly("label \"host\": value is not UTF-8 at byte 1");
    }

    @Test
    void referencesThatDoNotResolveCostTheirSeriesOnly() throws Exception {
        var request = io.adxflow.proto.v2.Request.newBuilder()
                .addSymbols("")
                .addSymbols("__name__")
                .addSymbols("up");
        request.addTimeseriesBuilder().addLabelsRefs(1).addLabelsRefs(2);
        request.addTimeseriesBuilder().addLabelsRefs(1).addLabelsRefs(3);
        request.addTimeseriesBuilder().addLabelsRefs(1);
        request.addTimeseriesBuilder()
                .addLabelsRefs(1)
                .addLabelsRefs(2)
                .addExemplarsBuilder()
                .addLabelsRefs(-1)
                .addLabelsRefs(0);
        DecodedBody body = decoder.decode(
                REMOTE_WRITE_2, RemoteWriteFixtures.compress(request.build().toByteArray()));
        assertThat(body.seriesProblem(0)).isNull();
        assertThat(body.seriesProblem(1))
                .isEqualTo("timeseries[1].labels_refs[1]: 3 (expected: less than 3, the number of symbols)");
        assertThat(body.seriesProblem(2))
                .isEqualTo(
                        "timeseries[2].labels_refs: 1 references (expected: an even number, name and value in turn)");
        assertThat(body.seriesProblem(3)).isNull();
        assertThat(body.exemplarProblem(0)).contains("labels_refs[0]: 4294967295");
    }

    private WireModel.Body decode(WireFormat format, byte[] content) throws MalformedBodyException {
        byte[] compressed = RemoteWriteFixtures.compress(content);
        // What an array holds behind the body is another body's.
        byte[] longer = Arrays.copyOf(compressed, compressed.length + 100);
        Arrays.fill(longer, compressed.length, longer.length, (byte) 0x5A);
        DecodedBody body = decoder.decodeCompressed(format, longer, compressed.length);
        assertThat(body.decompressedLength()).isEqualTo(content.length);
        return DecodedModel.of(body, StandardCharsets.UTF_8);
    }

    private List<List<Long>> hashes(WireFormat format, byte[] content) throws MalformedBodyException {
        DecodedBody body = decoder.decode(format, RemoteWriteFixtures.compress(content));
        List<List<Long>> hashes = new ArrayList<>();
        for (int i = 0; i < body.seriesCount(); i++) {
            if (body.seriesProblem(i) == null) {
                hashes.add(List.of(body.seriesHashHigh(i), body.seriesHashLow(i)));
            }
        }
        return hashes;
    }

    private List<WireModel.FlatSample> allSamples(WireFormat format) throws Exception {
        List<WireModel.FlatSample> samples = new ArrayList<>();
        for (RemoteWriteFixtures.Fixture fixture : RemoteWriteFixtures.of(format)) {
            samples.addAll(WireModel.flatSamples(
                    DecodedModel.of(decoder.decode(format, fixture.body()), StandardCharsets.UTF_8)));
        }
        return samples;
    }

    private static List<String> problems(DecodedBody body) {
        LabelCursor cursor = new LabelCursor();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < body.seriesCount(); i++) {
            body.labels(i, cursor);
            String problem = cursor.problem();
            if (problem != null) {
                problems.add(problem);
            }
            cursor.sort();
            assertThat(cursor.describe()).isNotEmpty();
        }
        return problems;
    }

    /** What snappy and protobuf-java make of a body; null when either refuses it. */
    private static WireModel.Body oracle(DamagedBodies.Damaged damaged) {
        try {
            if (damaged.body().length == 0
                    || Integer.toUnsignedLong(Snappy.uncompressedLength(damaged.body())) > LIMIT) {
                return null;
            }
            return OracleDecoder.decodeBytes(damaged.format(), Snappy.uncompress(damaged.body()));
        } catch (IOException e) {
            return null;
        }
    }

    private void assertRefused(Reason reason, WireFormat format, byte[] body, String text) {
        assertThatThrownBy(() -> decoder.decode(format, body))
                .isInstanceOfSatisfying(MalformedBodyException.class, e -> assertThat(e.reason())
                        .isEqualTo(reason))
                .hasMessageContaining(text);
    }

    private static byte[] delimited(int field, byte[] content) throws IOException {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        var coded = com.google.protobuf.CodedOutputStream.newInstance(out);
        coded.writeByteArray(field, content);
        coded.flush();
        return out.toByteArray();
    }
}
