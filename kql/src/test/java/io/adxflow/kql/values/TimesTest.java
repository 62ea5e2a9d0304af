package io.adxflow.kql.values;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.DatetimeParser;
import io.adxflow.kql.types.Timespan;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calendar against java.time; texts of times there and back. */
class TimesTest {
    @Test
    void theCalendarIsThatOfJavaTime() {
        long seed = Long.getLong("adxflow.seed", 1);
        System.out.println("TimesTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            long ticks = Math.floorMod(random.nextLong(), Datetime.MAX_TICKS + 1);
            ZonedDateTime at = Datetime.instant(ticks).atZone(ZoneOffset.UTC);
            assertThat(Calendar.yearOf(ticks)).isEqualTo(at.getYear());
            assertThat(Calendar.monthOf(ticks)).isEqualTo(at.getMonthValue());
            assertThat(Calendar.dayOf(ticks)).isEqualTo(at.getDayOfMonth());
            assertThat(Calendar.dayOfYear(ticks)).isEqualTo(at.getDayOfYear());
            assertThat(Calendar.dayOfWeek(ticks)).isEqualTo(at.getDayOfWeek().getValue() % 7);
            assertThat(Calendar.hourOf(ticks)).isEqualTo(at.getHour());
            assertThat(Calendar.weekOfYear(ticks)).isEqualTo(at.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            int months = random.nextInt(2000) - 1000;
            ZonedDateTime moved = at.plusMonths(months);
            assertThat(Calendar.addMonths(ticks, months)).isEqualTo(ticks(moved.toInstant()));
            assertThat(Calendar.startOfMonth(ticks, 0))
                    .isEqualTo(ticks(at.withDayOfMonth(1)
                            .toLocalDate()
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()));
        }
    }

    private static long ticks(Instant instant) {
        return Datetime.ticks(instant);
    }

    @Test
    void aDatetimeIsReadAsItIsWritten() {
        Random random = new Random(11);
        for (int i = 0; i < 100_000; i++) {
            long ticks = Math.floorMod(random.nextLong(), Datetime.MAX_TICKS + 1);
            String text = TimeText.datetime(ticks);
            assertThat(text).isEqualTo(Datetime.format(ticks));
            assertThat(DatetimeParser.parse(text)).as(text).isEqualTo(ticks);
            assertThat(DatetimeParser.parse(text.replace('T', ' ').replace("Z", " +00:00")))
                    .as(text)
                    .isEqualTo(ticks);
        }
    }

    @Test
    void aTimespanIsReadAsItIsWritten() {
        Random random = new Random(12);
        for (int i = 0; i < 100_000; i++) {
            long ticks = random.nextLong() >> random.nextInt(63);
            String text = TimeText.timespan(ticks);
            assertThat(text).isEqualTo(Timespan.format(ticks));
            assertThat(TimespanParser.parse(text)).as(text).isEqualTo(ticks);
        }
        assertThat(TimeText.timespan(Long.MIN_VALUE)).isEqualTo("-10675199.02:48:05.4775808");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-13-01",
                "2026-01-32",
                "24:00",
                "2026-01-01T25:00",
                "2026-01-01 10",
                "x2026-01-01",
                "2026-01-01Q",
                "0000-01-01",
                "10000-01-01",
                "1/2/3",
                "Foo 2, 2022"
            })
    void whatIsNoDatetimeIsInvalid(String text) {
        assertThat(DatetimeParser.parse(text)).isEqualTo(DatetimeParser.INVALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "1:60:00", "1.2.3", "1 week", "-", "--1d", "24:00:00", "99999999999.00:00:00", "1:2:3:4"
            })
    void whatIsNoTimespanIsInvalid(String text) {
        assertThat(TimespanParser.parse(text)).isEqualTo(TimespanParser.INVALID);
    }
}
