package io.adxflow.sinks.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.watch.DeliveryRecords.Part;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeliveryRecordsTest {
    private final AtomicLong now = new AtomicLong(1_000);
    private final DeliveryRecords records = new DeliveryRecords(now::get);

    @Test
    void tellsSinceWhenSomethingFailsAndWhyLast() {
        records.failed("adx", Part.DESTINATION, "", "transient", "first");
        now.set(5_000);
        records.failed("adx", Part.DESTINATION, "", "transient", "last");
        assertThat(records.standings().get("adx").failing())
                .containsExactly(
                        new DeliveryRecords.Failing(Part.DESTINATION, "", "transient", "last", 1_000, 5_000, 2));
    }

    @Test
    void forgetsWithASuccessWhatItSpeaksAgainst() {
        records.failed("adx", Part.DESTINATION, "", "transient", "away");
        records.failed("adx", Part.DATABASE, "A", "configuration", "gone");
        records.failed("adx", Part.DATABASE, "B", "configuration", "gone");
        records.failed("adx", Part.STANDBY, "", "transient", "away");
        now.set(9_000);
        records.delivered("adx", "A");
        assertThat(records.standings().get("adx").successMillis()).isEqualTo(9_000);
        assertThat(records.standings().get("adx").failing())
                .extracting(failing -> failing.part() + failing.database())
                .containsExactly("DATABASEB", "STANDBY");
        records.works("adx", Part.STANDBY);
        assertThat(records.standings().get("adx").failing()).hasSize(1);
    }

    @Test
    void cutsLongReasons() {
        records.failed("adx", Part.DESTINATION, "", "transient", "x".repeat(10_000));
        assertThat(records.standings().get("adx").failing().get(0).reason()).hasSizeLessThan(600);
    }
}
