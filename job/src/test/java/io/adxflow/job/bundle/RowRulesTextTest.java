package io.adxflow.job.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.NamespaceSpec.LiftedLabel;
import io.adxflow.job.config.OtlpRules;
import io.adxflow.job.config.OtlpRules.ColumnType;
import io.adxflow.job.config.OtlpRules.LiftedAttribute;
import io.adxflow.job.rows.RowRules;
import io.adxflow.sources.wire.otlp.metrics.MetricNaming;
import io.adxflow.sources.wire.otlp.metrics.OtlpMetricRules;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowRulesTextTest {
    private static final String BEFORE_OTLP =
            """
            {"namespaces":[{"name":"default","database":"Metrics","databases":["*"],"monikers":["local"],\
            "addLabels":{"a":"b"},"liftLabels":[{"label":"host","column":"Host"}]%s}]%s}""";

    @Test
    void readsRulesWrittenBeforeThereWasOtlp() {
        assertThat(RowRulesText.parse(BEFORE_OTLP.formatted("", ""))).isEqualTo(first(OtlpRules.DEFAULT));
    }

    @Test
    void readsRulesWrittenBeforeAttributesCouldBeLifted() {
        String text = BEFORE_OTLP.formatted(
                ",\"otlp\":{\"logsTable\":\"OTelLogs\",\"tracesTable\":\"OTelTraces\",\"liftAttributes\":[],\"liftResources\":[]}",
                "");
        assertThat(RowRulesText.parse(text)).isEqualTo(first(OtlpRules.DEFAULT));
    }

    @Test
    void readsRulesWrittenBeforeThereWereMetrics() {
        String text = BEFORE_OTLP.formatted(
                ",\"otlp\":{\"logsTable\":\"L\",\"tracesTable\":\"T\",\"liftAttributes\":[],\"liftResources\":[]}", "");
        assertThat(RowRulesText.parse(text))
                .isEqualTo(first(new OtlpRules("L", "T", List.of(), List.of(), OtlpMetricRules.DEFAULT)));
    }

    @Test
    void keepsTheFormThatIsInState() {
        RowRules rules = rules(new OtlpRules(
                "L",
                "T",
                List.of(new LiftedAttribute("http.status", "Status", ColumnType.LONG)),
                List.of(new LiftedAttribute("service.name", "Service", ColumnType.STRING)),
                new OtlpMetricRules(MetricNaming.AS_SENT, List.of("host.name"), false, true)));
        String text = BEFORE_OTLP.formatted(
                ",\"otlp\":{\"logsTable\":\"L\",\"tracesTable\":\"T\","
                        + "\"liftAttributes\":[{\"attribute\":\"http.status\",\"column\":\"Status\",\"type\":\"LONG\"}],"
                        + "\"liftResources\":[{\"attribute\":\"service.name\",\"column\":\"Service\",\"type\":\"STRING\"}],"
                        + "\"metrics\":{\"names\":\"AS_SENT\",\"promoteResourceAttributes\":[\"host.name\"],\"targetInfo\":false,\"scopeLabels\":true}}",
                ",\"version\":%d");
        assertThat(RowRulesText.parse(text.formatted(2))).isEqualTo(rules);
        assertThat(RowRulesText.parse(text.formatted(1))).isEqualTo(new RowRules(rules.namespaces(), List.of(), 1));
    }

    /** Rules under which names were made as before there were versions. */
    private static RowRules first(OtlpRules otlp) {
        return new RowRules(rules(otlp).namespaces(), List.of(), 0);
    }

    private static RowRules rules(OtlpRules otlp) {
        return new RowRules(List.of(new NamespaceSpec(
                "default",
                "Metrics",
                List.of("*"),
                List.of("local"),
                Map.of("a", "b"),
                List.of(new LiftedLabel("host", "Host")),
                otlp)));
    }
}
