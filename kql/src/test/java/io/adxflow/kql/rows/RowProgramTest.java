package io.adxflow.kql.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.adxflow.kql.cases.CaseFiles;
import io.adxflow.kql.cases.KqlCase;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a row program is over records: rows out of one record, refusals with a place in the text, functions of the caller's own. */
class RowProgramTest {
    private static final Schema SCHEMA = new Schema(List.of(
            new Column("TimeGenerated", KqlType.DATETIME),
            new Column("RawData", KqlType.STRING),
            new Column("Level", KqlType.INT),
            new Column("Properties", KqlType.DYNAMIC)));

    private static List<List<@Nullable Object>> run(RowProgram program, @Nullable Object... record) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        int count = program.runner()
                .run(
                        new ListRecord(SCHEMA, Arrays.asList(record)),
                        row -> rows.add(ListRecord.values(program.schema(), row)));
        assertThat(count).isEqualTo(rows.size());
        return rows;
    }

    private static List<List<@Nullable Object>> run(String program, @Nullable Object... record) {
        return run(RowProgram.bind(program, SCHEMA), record);
    }

    @Test
    void aRecordBecomesNothingOneOrSeveralRows() {
        assertThat(run("source | where Level > 5 | project Level", 1L, "x", 3, null))
                .isEmpty();
        assertThat(run("source | where Level > 5 | project Level", 1L, "x", 7, null))
                .containsExactly(List.of(7));
        assertThat(run(
                        "source | mv-expand e = Properties.list to typeof(long) | project e",
                        1L,
                        "x",
                        7,
                        java.util.Map.of("list", List.of(1L, 2L))))
                .containsExactly(List.of(1L), List.of(2L));
        assertThat(run(
                        "union (source | project a = Level), (source | where Level > 5 | project a = Level + 1)",
                        1L,
                        "x",
                        7,
                        null))
                .containsExactly(Arrays.asList(7, null), Arrays.asList(null, 8L));
    }

    @Test
    void aTransformationOfADataCollectionRuleRunsUnchanged() {
        String text =
                """
                let threshold = 2;
                source
                | extend parsed = parse_json(RawData)
                | where tolong(parsed.severity) > threshold
                | extend Host = tostring(parsed["host"]), Name = case(Level == 1, "one", Level == 2, "two", "many")
                | parse RawData with * "\\"took\\":" Took:long "}" *
                | project TimeGenerated, Host, Name, Took, Extra = pack("level", Level)
                """;
        assertThat(run(text, 630L, "{\"severity\":3,\"host\":\"h1\",\"took\":12}", 2, null))
                .containsExactly(List.of(630L, "h1", "two", 12L, java.util.Map.of("level", 2L)));
        assertThat(run(text, 630L, "{\"severity\":2,\"host\":\"h1\",\"took\":12}", 2, null))
                .isEmpty();
    }

    @Test
    void messagesOfTheCommonEventFormatAreReadAsCollectionRulesDo() {
        String text =
                """
                source
                | extend cefMessage = iff(RawData contains_cs ";", replace(";", " ", RawData), RawData)
                | extend extension = parse_cef_dictionary(cefMessage)["Extension"]
                | project src = tostring(extension.src), msg = tostring(extension.msg)
                """;
        assertThat(run(
                        text,
                        1L,
                        "Sep 19 CEF:0|Security|threatmanager|1.0|100|worm stopped|10|src=10.0.0.1 dst=2.1.2.2 msg=a\\=b; and more spt=1232",
                        1,
                        null))
                .containsExactly(List.of("10.0.0.1", "a=b  and more"));
    }

    /** Azure Monitor's list of January 2026, see docs/kql.md; {@code geo_location} needs a database of addresses and is not there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "binary_and",
                "binary_or",
                "binary_xor",
                "binary_not",
                "binary_shift_left",
                "binary_shift_right",
                "tobool",
                "todatetime",
                "todouble",
                "toreal",
                "toguid",
                "toint",
                "tolong",
                "tostring",
                "totimespan",
                "datetime_add",
                "datetime_diff",
                "datetime_part",
                "dayofmonth",
                "dayofweek",
                "dayofyear",
                "hourofday",
                "getmonth",
                "getyear",
                "make_datetime",
                "make_timespan",
                "startofday",
                "startofweek",
                "startofmonth",
                "startofyear",
                "endofday",
                "endofweek",
                "endofmonth",
                "endofyear",
                "array_concat",
                "array_length",
                "pack_array",
                "pack",
                "parse_json",
                "parse_xml",
                "zip",
                "case",
                "iif",
                "iff",
                "max_of",
                "min_of",
                "gettype",
                "isnull",
                "isnotnull",
                "abs",
                "bin",
                "floor",
                "ceiling",
                "exp",
                "exp2",
                "exp10",
                "isfinite",
                "isinf",
                "isnan",
                "log",
                "log2",
                "log10",
                "pow",
                "round",
                "sign",
                "base64_encode_tostring",
                "base64_decode_tostring",
                "countof",
                "extract",
                "extract_all",
                "indexof",
                "isempty",
                "isnotempty",
                "split",
                "strcat",
                "strcat_delim",
                "strlen",
                "substring",
                "tolower",
                "toupper",
                "hash_sha256"
            })
    void everyFunctionOfDataCollectionRulesHasACase(String function) {
        assertThat(CaseFiles.all())
                .anyMatch(one -> one.query().matches("(?s).*\\b" + function + "\\(.*") && !one.isAbsentIn("rows"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "==",
                "!=",
                "=~",
                "!~",
                "contains",
                "!contains",
                "contains_cs",
                "!contains_cs",
                "has",
                "!has",
                "has_cs",
                "!has_cs",
                "startswith",
                "!startswith",
                "startswith_cs",
                "!startswith_cs",
                "endswith",
                "!endswith",
                "endswith_cs",
                "!endswith_cs",
                "matches regex",
                "in",
                "!in"
            })
    void everyStringOperatorOfDataCollectionRulesHasACase(String operator) {
        assertThat(CaseFiles.all())
                .anyMatch(one -> one.query().contains("\" " + operator + " ") && !one.isAbsentIn("rows"));
    }

    @Test
    void olderSpellingsOfDataCollectionRulesAreKnown() {
        assertThat(run(
                        "source | project a = base64_encodestring('Kusto'), b = weekofyear(datetime(2020-12-31)), c = columnifexists('Level', 0)",
                        1L,
                        "",
                        4,
                        null))
                .containsExactly(List.of("S3VzdG8=", 53, 4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "source | where TimeGenerated > now(); 32; now",
                "source | where TimeGenerated > ago(1h); 32; ago",
                "source | extend r = rand(); 21; rand",
                "source | extend g = new_guid(); 21; new_guid",
                "source | summarize count(); 10; summarize",
                "source | top 5 by Level; 10; top",
                "source | join (source) on Level; 10; join",
                "source | take 5; 10; take",
                "source | sort by Level; 10; sort",
                "source | extend n = row_number(); 21; row_number",
                "source | where RawData matches regex '[a'; 39; [a",
                "source | extend x = nosuch(1); 21; nosuch",
                "source | where Nope > 1; 16; Nope",
                "source | project Level +; 25; "
            })
    void whatItCannotRunIsRefusedWhereItStands(String text, int column, String named) {
        KqlException refused = catchThrowableOfType(KqlException.class, () -> RowProgram.bind(text, SCHEMA));
        assertThat(refused).as(text).isNotNull();
        assertThat(refused.problem().span().column(text))
                .as(refused.getMessage())
                .isEqualTo(column);
        assertThat(refused.getMessage()).contains(named == null ? "" : named);
    }

    @Test
    void aRefusalOfWhatChangesSaysWhy() {
        KqlException refused =
                catchThrowableOfType(KqlException.class, () -> RowProgram.bind("source | extend t = now()", SCHEMA));
        assertThat(refused).hasMessageContaining("same rows for the same record");
    }

    @Test
    void theCallerAddsFunctions() {
        RowFunctions functions = RowFunctions.builtIn()
                .with("redact(kind: text!, source: text): string", a -> ((String) a[1]).replaceAll("[0-9]", "*"))
                .with("answer(): long", a -> 42L);
        RowProgram program =
                RowProgram.bind("source | project a = redact('digits', RawData), b = answer()", SCHEMA, functions);
        assertThat(run(program, 1L, "card 4111", 1, null)).containsExactly(List.of("card ****", 42L));
    }

    @Test
    void aFunctionOfTheLanguageIsNotReplaced() {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> RowFunctions.builtIn().with("strlen(s: text): long", a -> 1L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("strlen");
    }

    @Test
    void columnsThatStayAreKnown() {
        RowProgram program = RowProgram.bind(
                "source | where Level > 1 | extend Level = Level + 1 | project-rename Raw = RawData | project Raw, Level, Properties",
                SCHEMA);
        assertThat(List.of(program.sourceOf(0), program.sourceOf(1), program.sourceOf(2)))
                .containsExactly(1, -1, 3);
        assertThat(RowProgram.bind("source | mv-expand Properties", SCHEMA).sourceOf(0))
                .isEqualTo(-1);
    }

    @Test
    void aReaderMayFindAKeyByItself() {
        int[] wholes = {0};
        RecordReader reader = new RecordReader() {
            private final ListRecord record =
                    new ListRecord(SCHEMA, Arrays.asList(1L, "", 1, java.util.Map.of("k", "v")));

            @Override
            public boolean isNull(int column) {
                return record.isNull(column);
            }

            @Override
            public long whole(int column) {
                return record.whole(column);
            }

            @Override
            public double real(int column) {
                return record.real(column);
            }

            @Override
            public void text(int column, io.adxflow.kql.values.Text into) {
                record.text(column, into);
            }

            @Override
            public void dynamic(int column, io.adxflow.kql.values.DynamicValue into) {
                wholes[0]++;
                record.dynamic(column, into);
            }

            @Override
            public @Nullable Object object(int column) {
                return record.object(column);
            }

            @Override
            public boolean field(int column, byte[] key, String keyText, io.adxflow.kql.values.DynamicValue into) {
                into.setTree(keyText.equals("k") ? "found" : null);
                return true;
            }
        };
        List<String> found = new ArrayList<>();
        RowProgram program = RowProgram.bind(
                "source | where Properties.k == 'found' and isnull(Properties.other) | project v = tostring(Properties.k)",
                SCHEMA);
        program.runner()
                .run(
                        reader,
                        row -> found.add((String)
                                ListRecord.values(program.schema(), row).get(0)));
        assertThat(found).containsExactly("found");
        assertThat(wholes[0]).isZero();
    }

    @Test
    void everyCaseThatRowProgramsRunIsTold() {
        long told = CaseFiles.all().stream()
                .map(KqlCase::note)
                .filter(note -> note.startsWith("docs: ") || note.startsWith("reasoned"))
                .count();
        assertThat(told).isEqualTo(CaseFiles.all().size()).isGreaterThan(600);
    }
}
