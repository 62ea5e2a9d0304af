package io.adxflow.kql.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.adxflow.kql.Seeds;
import io.adxflow.kql.cases.CaseFiles;
import io.adxflow.kql.cases.KqlCase;
import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** No data makes a row program throw, and the same data always gives the same rows: every case's program over records of other data. */
class TotalityTest {
    private static final int RECORDS = 30;
    private static final String[] TEXTS = {
        "",
        " ",
        "a",
        "0",
        "-1",
        "1.5",
        "true",
        "null",
        "{\"a\":[1,{\"b\":null}]}",
        "[1,2",
        "2026-01-02T03:04:05Z",
        "1.00:00:00",
        "10.0.0.1/24",
        "::1",
        "http://u:p@h:1/p?q=1#f",
        "74be27de-1e4e-49d9-b579-fe0b331d3642",
        "[",
        "(",
        "a|b",
        "\\d+",
        "k=v, x=\"y",
        "ä字😀",
        "\u0000\uD800",
        "%zz+",
        "U3RyaW5n",
        "<e a='1'>",
        "yyyy-MM-dd",
        "month",
        "Europe/Rome",
        "$.a[0]",
        "windows",
        "x".repeat(300)
    };
    private static final long[] LONGS = {
        0, 1, -1, 2, 7, 63, 64, 100, -100, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
    };
    private static final double[] REALS = {
        0, -0.0, 1, 0.5, -2.5, 1e15, 1e300, 4.9e-324, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
    };

    @Test
    void noDataMakesAProgramThrow() {
        for (long seed : Seeds.oneOrMore("records for every program")) {
            noDataMakesAProgramThrow(new Random(seed), "seed " + seed + ": ");
        }
    }

    private static void noDataMakesAProgramThrow(Random random, String seed) {
        int programs = 0;
        for (KqlCase one : CaseFiles.all()) {
            if (one.isAbsentIn("rows")) {
                continue;
            }
            AsRecords.Rewritten rewritten =
                    AsRecords.of(RowProgram.bind(one.query(), Schema.EMPTY).operator());
            if (rewritten == null) {
                continue;
            }
            programs++;
            RowProgram program = new RowProgram(rewritten.operator(), Map.of());
            // A million elements a record take their time.
            boolean isLarge = one.query().matches("(?s).*(repeat|range)\\(.*");
            for (int i = 0; i < (isLarge ? 1 : RECORDS); i++) {
                List<@Nullable Object> record = new ArrayList<>();
                rewritten.schema().columns().forEach(column -> record.add(value(random, column.type())));
                check(seed + one.query(), program, rewritten.schema(), record);
            }
        }
        assertThat(programs).isGreaterThan(900);
    }

    private static void check(String what, RowProgram program, Schema schema, List<@Nullable Object> record) {
        try {
            List<String> first = rows(program, program.runner(), schema, record);
            assertThat(rows(program, program.runner(), schema, record))
                    .as(what + record)
                    .isEqualTo(first);
        } catch (RuntimeException thrown) {
            fail(what + " over " + record, thrown);
        }
    }

    private static List<String> rows(
            RowProgram program, RowRunner runner, Schema schema, List<@Nullable Object> record) {
        List<String> rows = new ArrayList<>();
        runner.run(
                new ListRecord(schema, record),
                row -> rows.add(ListRecord.values(program.schema(), row).toString()));
        return rows;
    }

    private static @Nullable Object value(Random random, KqlType type) {
        if (type != KqlType.STRING && random.nextInt(6) == 0) {
            return null;
        }
        return switch (type) {
            case BOOL -> random.nextBoolean();
            case INT -> (int) LONGS[random.nextInt(LONGS.length)];
            case LONG -> LONGS[random.nextInt(LONGS.length)];
            case REAL -> REALS[random.nextInt(REALS.length)];
            case DECIMAL -> new BigDecimal(random.nextBoolean() ? "0" : "-12345678901234567890.123");
            case DATETIME ->
                random.nextInt(4) == 0
                        ? random.nextBoolean() ? 0 : Datetime.MAX_TICKS
                        : Math.floorMod(random.nextLong(), Datetime.MAX_TICKS);
            case TIMESPAN -> LONGS[random.nextInt(LONGS.length)];
            case STRING -> TEXTS[random.nextInt(TEXTS.length)];
            case GUID -> new UUID(random.nextLong(), random.nextLong());
            case DYNAMIC, UNKNOWN -> tree(random, 2);
        };
    }

    private static @Nullable Object tree(Random random, int depth) {
        switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0:
                return null;
            case 1:
                return LONGS[random.nextInt(LONGS.length)];
            case 2:
                return REALS[random.nextInt(REALS.length - 3)];
            case 3:
                return TEXTS[random.nextInt(TEXTS.length)];
            case 4:
                return random.nextBoolean();
            case 5:
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(tree(random, depth - 1));
                }
                return list;
            default:
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(TEXTS[random.nextInt(TEXTS.length)], tree(random, depth - 1));
                }
                return map;
        }
    }
}
