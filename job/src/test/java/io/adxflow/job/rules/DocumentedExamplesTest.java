package io.adxflow.job.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.rules.transform.RuleFunctions;
import io.adxflow.kql.rows.RecordReader;
import io.adxflow.kql.rows.RowProgram;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.values.DynamicValue;
import io.adxflow.kql.values.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every example of docs/rules-records.md gives what stands beside it, and every function of a Data Collection Rule's list has one. */
class DocumentedExamplesTest {
    private static final Schema SCHEMA = new Schema(List.of(
            new Column("SeverityNumber", KqlType.INT),
            new Column("SeverityText", KqlType.STRING),
            new Column("Body", KqlType.DYNAMIC),
            new Column("Attributes", KqlType.DYNAMIC)));

    /** Azure Monitor, "Supported KQL features in Azure Monitor transformations", January 2026; without now, ago and geo_location. */
    private static final String FUNCTIONS =
            "binary_and binary_or binary_xor binary_not binary_shift_left binary_shift_right tobool todatetime todouble toreal toguid toint tolong tostring totimespan"
                    + " datetime_add datetime_diff datetime_part dayofmonth dayofweek dayofyear hourofday weekofyear getmonth getyear make_datetime make_timespan"
                    + " startofday startofweek startofmonth startofyear endofday endofweek endofmonth endofyear array_concat array_length pack_array pack parse_json parse_xml zip"
                    + " case iif max_of min_of gettype isnull isnotnull abs bin floor ceiling exp exp2 exp10 isfinite isinf isnan log log2 log10 pow round sign"
                    + " base64_encodestring base64_decodestring countof extract extract_all indexof isempty isnotempty split strcat strcat_delim strlen substring tolower toupper"
                    + " hash_sha256 columnifexists parse_cef_dictionary iff replace replace_regex replace_string coalesce redact";

    private static final List<String> OPERATORS = List.of(
            " == ",
            " != ",
            " =~ ",
            " !~ ",
            " contains ",
            " !contains ",
            " contains_cs ",
            " !contains_cs ",
            " has ",
            " !has ",
            " has_cs ",
            " !has_cs ",
            " startswith ",
            " !startswith ",
            " startswith_cs ",
            " !startswith_cs ",
            " endswith ",
            " !endswith ",
            " endswith_cs ",
            " !endswith_cs ",
            " matches regex ",
            " in (",
            " !in (",
            " + ",
            " - ",
            " * ",
            " / ",
            " % ",
            " < ",
            " <= ",
            " > ",
            " >= ",
            " and ",
            " or ");

    @Test
    void everyExampleGivesWhatStandsBesideIt() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<String[]> examples = examples();
        for (String[] example : examples) {
            String value;
            try {
                value = run(example[0]);
            } catch (RuntimeException e) {
                value = String.valueOf(e.getMessage());
            }
            if (!value.equals(example[1])) {
                wrong.add(example[0] + " gives " + value + ", not " + example[1]);
            }
        }
        assertThat(wrong).isEmpty();
        String all =
                String.join("\n", examples.stream().map(example -> example[0]).toList());
        assertThat(Stream.of(FUNCTIONS.split(" ")).filter(name -> !all.contains(name + "(")))
                .isEmpty();
        assertThat(OPERATORS.stream().filter(operator -> !all.contains(operator)))
                .isEmpty();
    }

    private static List<String[]> examples() throws IOException {
        String page = Files.readString(Path.of("../docs/rules-records.md"));
        String table = page.substring(page.indexOf("<!-- examples: begin -->"), page.indexOf("<!-- examples: end -->"));
        List<String[]> examples = new ArrayList<>();
        for (String line : table.split("\n")) {
            if (line.startsWith("| `")) {
                int split = line.lastIndexOf("` | `");
                examples.add(new String[] {
                    line.substring(3, split).replace("\\|", "|"), line.substring(split + 5, line.length() - 3)
                });
            }
        }
        return examples;
    }

    private static String run(String expression) {
        RowProgram program = RowProgram.bind(
                "source | project Value = tostring(" + expression + ")", SCHEMA, RuleFunctions.WITHOUT_KEYS);
        List<String> values = new ArrayList<>();
        program.runner().run(new Sample(), row -> {
            Text text = new Text();
            row.text(0, text);
            values.add(text.string());
        });
        return values.get(0);
    }

    private static final class Sample implements RecordReader {
        @Override
        public boolean isNull(int column) {
            return false;
        }

        @Override
        public long whole(int column) {
            return 17;
        }

        @Override
        public double real(int column) {
            return 0;
        }

        @Override
        public void text(int column, Text into) {
            into.set("Error");
        }

        @Override
        public void dynamic(int column, DynamicValue into) {
            String json = column == 2
                    ? "{\"message\":\"GET /orders took 12 ms\"}"
                    : "{\"user\":{\"id\":7},\"tags\":[\"a\",\"b\"]}";
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            into.setRaw(bytes, 0, bytes.length);
        }

        @Override
        public Object object(int column) {
            return "";
        }
    }
}
