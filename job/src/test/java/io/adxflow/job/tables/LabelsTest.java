package io.adxflow.job.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.XxHash64;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelsTest {
    private static LabelSet labels(String... namesAndValues) {
        LabelSet labels = new LabelSet();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            byte[] both = (namesAndValues[i] + namesAndValues[i + 1]).getBytes(StandardCharsets.ISO_8859_1);
            int split = namesAndValues[i].length();
            labels.add(both, 0, split, split, both.length);
        }
        labels.sort();
        return labels;
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String json(LabelSet labels, LiftedColumns lifted) {
        ByteBuilder out = new ByteBuilder(16);
        LabelsJson.append(labels, lifted, out);
        return out.toString();
    }

    private static String value(String value) {
        String json = json(labels("a", value), LiftedColumns.NONE);
        return json.substring("\"{\"\"a\"\":\"\"".length(), json.length() - "\"\"}\"".length());
    }

    @Test
    void seriesIdsAreAdxMons() {
        assertThat(labels("__name__", "foo", "adxmon_database", "adxmetrics").seriesId())
                .isEqualTo(-4995763953228126371L);
        assertThat(labels(
                                "__name__",
                                "__redis__",
                                "measurement",
                                "used_cpu_user_children",
                                "hostname",
                                "host_1",
                                "region",
                                "eastus")
                        .seriesId())
                .isEqualTo(1265838189064375029L);
        assertThat(labels(
                                "adxmon_container",
                                "collector",
                                "adxmon_database",
                                "Metrics",
                                "adxmon_namespace",
                                "",
                                "adxmon_pod",
                                "",
                                "host",
                                "a",
                                "__name__",
                                "cpu")
                        .seriesId())
                .isEqualTo(-2155739979799948020L);
    }

    @Test
    void hashesInTheOrderGiven() {
        byte[] unsorted = "__name____redis__measurementused_cpu_user_childrenhostnamehost_1regioneastus"
                .getBytes(StandardCharsets.US_ASCII);
        assertThat(XxHash64.hash(unsorted, 0, unsorted.length, 0)).isEqualTo(-9070404444212865161L);
        assertThat(XxHash64.hash(new byte[0], 0, 0, 0)).isEqualTo(0xEF46DB3751D8E999L);
    }

    @Test
    void sortsTheNameFirstAndTheRestRegardlessOfCase() {
        assertThat(labels("b", "1", "Host", "2", "A", "3", "__name__", "m", "host", "4", "ho", "5")
                        .toString())
                .isEqualTo("m{A=\"3\",b=\"1\",ho=\"5\",Host=\"2\",host=\"4\"}");
    }

    @Test
    void jsonLeavesOutNameInternalAndLiftedLabels() {
        LabelSet labels =
                labels("__name__", "m", "adxmon_pod", "p", "Host", "h", "host", "other", "zone", "z", "adxmo", "kept");
        LiftedColumns lifted = LiftedColumns.of(Map.of("host", "", "adxmon_pod", "Pod", "missing", ""));
        assertThat(json(labels, lifted))
                .isEqualTo("\"{\"\"adxmo\"\":\"\"kept\"\",\"\"host\"\":\"\"other\"\",\"\"zone\"\":\"\"z\"\"}\"");
        ByteBuilder values = new ByteBuilder(16);
        lifted.appendValues(labels, values);
        assertThat(values.toString()).isEqualTo(",p,h,");
    }

    @Test
    void jsonOfNoLabelsIsAnEmptyObject() {
        assertThat(json(labels("__name__", "m"), LiftedColumns.NONE)).isEqualTo("\"{}\"");
    }

    @Test
    void escapesAsFfjsonDoes() {
        assertThat(value("a\\b")).isEqualTo("a\\\\b");
        assertThat(value("a\"b")).isEqualTo("a\\\"\"b");
        assertThat(value("\n\r\t\u0001\u001f\u007f")).isEqualTo("\\n\\r\\u0009\\u0001\\u001f\u007f");
        assertThat(value("<>&'/")).isEqualTo("\\u003c\\u003e\\u0026'/");
        assertThat(value(utf8("é⌘😀"))).isEqualTo("é⌘😀");
        assertThat(value(utf8("\u2028\u2029\u2027\u202a"))).isEqualTo("\\u2028\\u2029\u2027\u202a");
        assertThat(value("\u00ff\u00c3(")).as("not UTF-8").isEqualTo("\\ufffd\\ufffd(");
        assertThat(value("\u00ed\u00a0\u0080")).as("surrogate").isEqualTo("\\ufffd\\ufffd\\ufffd");
        assertThat(value("\u00c0\u0080")).as("overlong").isEqualTo("\\ufffd\\ufffd");
        assertThat(value("\u00e2\u0080")).as("cut off").isEqualTo("\\ufffd\\ufffd");
    }

    @Test
    void liftedValuesAreQuotedOnlyWhenTheyMustBe() {
        assertThat(field("plain value")).isEqualTo("plain value");
        assertThat(field("")).isEmpty();
        assertThat(field("a,b")).isEqualTo("\"a,b\"");
        assertThat(field("a\"b")).isEqualTo("\"a\"\"b\"");
        assertThat(field("a\nb")).isEqualTo("\"a\nb\"");
        assertThat(field("a\rb")).isEqualTo("\"a\rb\"");
        assertThat(field(" a")).isEqualTo("\" a\"");
        assertThat(field("a ")).isEqualTo("\"a \"");
        assertThat(field(utf8("é"))).isEqualTo("é");
        assertThat(field("\u00ff")).isEqualTo("\ufffd");
    }

    private static String field(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuilder out = new ByteBuilder(16);
        CsvText.appendString(bytes, 0, bytes.length, out);
        return out.toString();
    }
}
