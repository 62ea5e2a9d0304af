package io.adxflow.kql.rows;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.adxflow.kql.cases.CaseFiles;
import io.adxflow.kql.cases.Expectation;
import io.adxflow.kql.cases.KqlCase;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The table of cases by row programs: as written, where constants are calculated beforehand, and over records, where all is calculated by evaluators. */
class CasesInRowsTest {
    private static final Schema NO_FIELDS = Schema.EMPTY;

    @TestFactory
    Stream<DynamicTest> casesGiveWhatTheyMust() {
        return CaseFiles.all().stream()
                .map(one -> dynamicTest(one.name(), () -> {
                    if (one.isAbsentIn("rows")) {
                        assertThatThrownBy(() -> RowProgram.bind(one.query(), NO_FIELDS))
                                .isInstanceOf(KqlException.class);
                    } else {
                        check(one);
                    }
                }));
    }

    private static void check(KqlCase expected) {
        RowProgram program = RowProgram.bind(expected.query(), NO_FIELDS);
        Expectation.check(expected, program.schema(), run(program, NO_FIELDS, List.of(List.of())));
        AsRecords.Rewritten rewritten = AsRecords.of(program.operator());
        if (rewritten != null) {
            RowProgram overRecords = new RowProgram(rewritten.operator(), Map.of());
            Expectation.check(
                    expected, overRecords.schema(), run(overRecords, rewritten.schema(), rewritten.records()));
        }
    }

    private static List<List<@Nullable Object>> run(
            RowProgram program, Schema record, List<List<@Nullable Object>> records) {
        RowRunner runner = program.runner();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<@Nullable Object> values : records) {
            runner.run(new ListRecord(record, values), row -> rows.add(ListRecord.values(program.schema(), row)));
        }
        return rows;
    }
}
