package io.adxflow.job.rules.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.rules.relabel.LabelEditor;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormaliseTest {
    private static final long NOW = 1_800_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        "emerg,21",
        "ALERT,19",
        "crit,18",
        "err,17",
        "warning,13",
        "notice,10",
        "info,9",
        "debug,5",
        "0,21",
        "3,17",
        "7,5",
        "TRACE,1",
        "WARN,13",
        "FATAL,21",
        "SEVERE,17",
        "FINE,5",
        "CONFIG,6",
        "Information,9",
        "Verbose,1",
        "Critical,18",
        "dpanic,18",
        "panic,19",
        "17,17",
        "24,24",
        "8,8",
        "20000,9",
        "50000,21",
        "[Error],17",
        "25,0",
        "hello,0",
        "'',0"
    })
    void severitiesOfTheUsualDialectsHaveANumber(String text, int number) {
        assertThat(Severities.number(text)).isEqualTo(number);
    }

    @Test
    void timesInAnotherUnitAreFoundAndFarOffOnesBecomeTheArrival() {
        TimeNormaliser times = new TimeNormaliser(spec());
        assertThat(times.millis(NOW - 5, NOW)).isEqualTo(NOW - 5);
        assertThat(times.millis(NOW / 1000, NOW)).isEqualTo(NOW);
        assertThat(times.millis(NOW * 1000 + 7, NOW)).isEqualTo(NOW);
        assertThat(times.millis(NOW * 1_000_000 + 7, NOW)).isEqualTo(NOW);
        for (long far : new long[] {0, -1, 12, NOW * 2, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(times.millis(far, NOW)).as("%d", far).isEqualTo(NOW);
        }
        long nanos = NOW * 1_000_000;
        assertThat(times.nanos(0, NOW)).isZero();
        assertThat(times.nanos(nanos - 3, NOW)).isEqualTo(nanos - 3);
        assertThat(times.nanos(NOW / 1000, NOW)).isEqualTo(nanos);
        assertThat(times.nanos(NOW + 1, NOW)).isEqualTo(nanos + 1_000_000);
        assertThat(times.nanos(NOW * 1000 + 7, NOW)).isEqualTo(nanos + 7_000);
        for (long far : new long[] {12, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(times.nanos(far, NOW)).as("%d", far).isEqualTo(nanos);
        }
    }

    @Test
    void theWindowIsAnOption() {
        TimeNormaliser times = new TimeNormaliser(new NormaliseSpec(
                EnumSet.of(Normalisation.TIMESTAMPS), Duration.ofHours(1).toMillis(), 1000));
        assertThat(times.millis(NOW - 3_600_000, NOW)).isEqualTo(NOW - 3_600_000);
        assertThat(times.millis(NOW - 3_600_001, NOW)).isEqualTo(NOW);
        assertThat(times.millis(NOW + 1000, NOW)).isEqualTo(NOW + 1000);
        assertThat(times.millis(NOW + 1001, NOW)).isEqualTo(NOW);
    }

    @Test
    void labelsAreBroughtIntoOneFormEachByItsName() {
        Map<String, String> sent = Map.of(
                "__name__",
                "latency_ms_bucket",
                "Host",
                "h",
                "http.method",
                "GET",
                "é",
                "x",
                "1a",
                "y",
                "no",
                "null",
                "blank",
                " ");
        assertThat(apply(sent, Normalisation.LABEL_CASE))
                .containsEntry("host", "h")
                .doesNotContainKey("Host");
        assertThat(apply(sent, Normalisation.EMPTY_VALUES))
                .doesNotContainKeys("no", "blank")
                .containsKey("Host");
        assertThat(apply(sent, Normalisation.IDENTIFIERS))
                .containsEntry("http_method", "GET")
                .containsEntry("_", "x")
                .containsEntry("_1a", "y")
                .containsEntry("__name__", "latency_ms_bucket");
        assertThat(apply(sent, Normalisation.UNIT_SUFFIXES))
                .containsEntry("__name__", "latency_milliseconds_bucket")
                .containsEntry("Host", "h");
    }

    @Test
    void aLabelThatWouldMeetAnotherKeepsItsName() {
        assertThat(apply(Map.of("__name__", "m", "Host", "a", "host", "b"), Normalisation.LABEL_CASE))
                .isEqualTo(Map.of("__name__", "m", "Host", "a", "host", "b"));
    }

    @ParameterizedTest
    @CsvSource({
        "a_ms,a_milliseconds",
        "a_s_total,a_seconds_total",
        "a_kb,a_kilobytes",
        "a_seconds,a_seconds",
        "ms,ms",
        "_ms,_ms",
        "a_bytes_total,a_bytes_total",
        "items,items",
        "a_total,a_total",
        "total,total",
        "x_µs_sum,x_microseconds_sum"
    })
    void unitsAreSpelledOut(String metric, String expected) {
        assertThat(LabelNormaliser.withWholeUnit(metric)).isEqualTo(expected);
    }

    @Test
    void metricsThatShareATableAreToldOnce() {
        NameCollisions collisions = new NameCollisions();
        assertThat(collisions.isNews("n", "FooBar", "foo_bar")).isFalse();
        assertThat(collisions.isNews("n", "FooBar", "foo_bar")).isFalse();
        assertThat(collisions.isNews("n", "FooBar", "fooBar")).isTrue();
        assertThat(collisions.isNews("n", "FooBar", "fooBar")).isFalse();
        assertThat(collisions.isNews("n", "FooBar", "foo:bar")).isTrue();
    }

    private static NormaliseSpec spec(Normalisation... on) {
        EnumSet<Normalisation> set = EnumSet.noneOf(Normalisation.class);
        set.addAll(java.util.List.of(on));
        return new NormaliseSpec(set, NormaliseSpec.DEFAULT_MAX_PAST_MILLIS, NormaliseSpec.DEFAULT_MAX_FUTURE_MILLIS);
    }

    private static Map<String, String> apply(Map<String, String> sent, Normalisation on) {
        LabelEditor labels = new LabelEditor(1 << 16);
        sent.forEach(labels::add);
        new LabelNormaliser(spec(on)).apply(labels);
        Map<String, String> after = new TreeMap<>();
        labels.forEach(after::put);
        return after;
    }
}
