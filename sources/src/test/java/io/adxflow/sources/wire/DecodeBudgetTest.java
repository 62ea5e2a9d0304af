package io.adxflow.sources.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.otlp.OtlpBodies;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DecodeBudgetTest {
    private static final long MEBIBYTE = 1 << 20;

    private final DecodeBudget budget = new DecodeBudget(16 * MEBIBYTE);

    @Test
    void halfOfItIsWhatOneBodyMayTakeAndMoreIsNeverGranted() throws Exception {
        DecodeCharge charge = budget.open();
        charge.take(8 * MEBIBYTE, "series");
        assertRefused(charge, 1, Reason.TOO_LARGE);
        assertThat(charge.heldBytes()).isEqualTo(8 * MEBIBYTE);
        assertThat(budget.usedBytes()).isEqualTo(8 * MEBIBYTE);
    }

    @Test
    void whatOthersHoldIsRefusedForNowAndGrantedOnceTheyAreDone() throws Exception {
        DecodeCharge first = budget.open();
        DecodeCharge second = budget.open();
        DecodeCharge third = budget.open();
        first.take(8 * MEBIBYTE, "series");
        second.take(6 * MEBIBYTE, "series");
        assertRefused(third, 3 * MEBIBYTE, Reason.NO_MEMORY);
        first.give(8 * MEBIBYTE);
        first.endBody();
        third.take(3 * MEBIBYTE, "series");
        assertThat(budget.usedBytes()).isEqualTo(9 * MEBIBYTE);
    }

    @Test
    void itIsReservedInCoarseStepsAndKeptUntilTheBodyEnds() throws Exception {
        DecodeCharge charge = budget.open();
        charge.take(1, "series");
        assertThat(budget.usedBytes()).isEqualTo(DecodeCharge.STEP_BYTES);
        charge.take(DecodeCharge.STEP_BYTES, "series");
        charge.give(DecodeCharge.STEP_BYTES);
        assertThat(budget.usedBytes()).isEqualTo(2 * DecodeCharge.STEP_BYTES);
        charge.endBody();
        assertThat(budget.usedBytes()).isEqualTo(DecodeCharge.STEP_BYTES);
        charge.close();
        assertThat(budget.usedBytes()).isZero();
    }

    @Test
    void aBodyThatWasTakenBeforeMayExceedItButWaitsForOthers() throws Exception {
        DecodeCharge replay = budget.open();
        DecodeCharge other = budget.open();
        replay.setMayExceed(true);
        other.take(8 * MEBIBYTE + 1 - 8 * MEBIBYTE, "series");
        other.take(8 * MEBIBYTE - 1, "series");
        replay.take(20 * MEBIBYTE, "series");
        replay.give(20 * MEBIBYTE);
        replay.endBody();
        DecodeCharge third = budget.open();
        third.take(5 * MEBIBYTE, "series");
        assertRefused(replay, 20 * MEBIBYTE, Reason.NO_MEMORY);
        other.give(8 * MEBIBYTE);
        other.endBody();
        replay.take(20 * MEBIBYTE, "series");
    }

    @Test
    void whatIsWrittenAlreadyIsNotRefused() throws Exception {
        DecodeCharge charge = budget.open();
        charge.force();
        charge.take(40 * MEBIBYTE, "series");
        charge.give(40 * MEBIBYTE);
        charge.endBody();
        assertRefused(charge, 40 * MEBIBYTE, Reason.TOO_LARGE);
    }

    @Test
    void decodersKeepAnEighthOfItForTheNextBodyAndNothingOnceTheyAreIdle() throws Exception {
        DecodeCharge charge = budget.open();
        RemoteWriteDecoder decoder = new RemoteWriteDecoder(64 << 20, 1, charge);
        decode(decoder, 5_000);
        charge.endBody();
        assertThat(charge.heldBytes()).isBetween(100_000L, 2 * MEBIBYTE);
        long kept = charge.heldBytes();
        decode(decoder, 40_000);
        assertThat(charge.heldBytes()).isGreaterThan(2 * MEBIBYTE).isGreaterThan(kept);
        charge.endBody();
        assertThat(charge.heldBytes()).isZero();
        assertThat(budget.usedBytes()).isZero();
        decode(decoder, 10);
        charge.endBody();
        charge.releaseIdle(1_000);
        charge.releaseIdle(10_999);
        assertThat(charge.heldBytes()).isPositive();
        charge.releaseIdle(11_000);
        assertThat(charge.heldBytes()).isZero();
        assertThat(decode(decoder, 10).seriesCount()).isEqualTo(10);
    }

    @Test
    void severalReadersKeepHalfOfItTogether() throws Exception {
        for (int i = 0; i < 16; i++) {
            DecodeCharge charge = budget.open();
            RemoteWriteDecoder decoder = new RemoteWriteDecoder(64 << 20, 1, charge);
            decode(decoder, 5_000);
            charge.endBody();
        }
        assertThat(budget.usedBytes()).isLessThanOrEqualTo(8 * MEBIBYTE + 16 * DecodeCharge.STEP_BYTES);
    }

    @Test
    void everyDecoderIsChargedWithWhatItHolds() throws Exception {
        AtomicInteger released = new AtomicInteger();
        DecodeCharge charge = budget.open();
        charge.onRelease(released::incrementAndGet);
        try (OtlpBodies bodies = new OtlpBodies(64 << 20, charge)) {
            bodies.inflate(WireFormat.OTLP_LOGS, new byte[1_000_000]);
            assertThat(charge.heldBytes()).isBetween(1_000_000L, 1_100_000L);
            bodies.inflate(WireFormat.OTLP_LOGS_JSON, new byte[] {'{', '}'});
            assertThatThrownBy(() -> bodies.inflate(WireFormat.OTLP_LOGS, new byte[9 << 20]))
                    .isInstanceOfSatisfying(MalformedBodyException.class, e -> assertThat(e.reason())
                            .isEqualTo(Reason.TOO_LARGE))
                    .hasMessageContaining("ingest.decode-memory-share");
        }
        charge.release();
        assertThat(charge.heldBytes()).isZero();
        assertThat(released).hasValue(1);
    }

    private static DecodedBody decode(RemoteWriteDecoder decoder, int series) throws Exception {
        BodyBuilder body = new BodyBuilder();
        for (int i = 0; i < series; i++) {
            body.series("many", "instance", "host-" + i).sample(i, i);
        }
        return decoder.decode(WireFormat.REMOTE_WRITE_1, body.compressed(WireFormat.REMOTE_WRITE_1));
    }

    private static void assertRefused(DecodeCharge charge, long bytes, Reason reason) {
        assertThatThrownBy(() -> charge.take(bytes, "series"))
                .isInstanceOfSatisfying(MalformedBodyException.class, e -> assertThat(e.reason())
                        .isEqualTo(reason))
                .hasMessageContaining("ingest.decode-memory-share");
    }
}
