package io.adxflow.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.adxflow.emulator.node.NodeHome;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KqlDiagnosticsTest {
    private final KqlDiagnostics kql = new KqlDiagnostics(
            "Metrics",
            Map.of("Up", "(Timestamp:datetime, Value:real)"),
            List.of(
                    ".create-or-alter function with (docstring = \"f(x)\") twice(T:(Value:real)) { T | extend Value = 2 * Value }"));

    @BeforeEach
    void needsNode() {
        assumeThat(NodeHome.problem()).isNull();
    }

    @Test
    void hasNothingAgainstGoodQueriesAndCommands() throws Exception {
        assertThat(kql.check(List.of(
                        "Up | where Timestamp > ago(1h) | invoke twice() | project Timestamp, Value",
                        ".create-merge table ['Down'] (['Value']:real)")))
                .isEmpty();
    }

    @Test
    void findsErrorsInSyntaxAndUnknownColumns() throws Exception {
        List<KqlDiagnostics.Problem> problems = kql.check(
                List.of("Up | where", "Up | project Host", "Up", "Nothing", ".alter database D policy nonsense 'x'"));
        assertThat(problems)
                .extracting(KqlDiagnostics.Problem::text)
                .contains("Up | where", "Up | project Host", "Nothing", ".alter database D policy nonsense 'x'")
                .doesNotContain("Up");
        assertThat(problems).anySatisfy(problem -> assertThat(problem)
                .hasToString(
                        "Error KS142: The name 'Host' does not refer to any known column, table, variable or function. "
                                + "at 'Host' of Up | project Host"));
    }

    @Test
    void saysWhatIsWrongWithADeclaration() {
        KqlDiagnostics broken = new KqlDiagnostics("Metrics", Map.of(), List.of("Up | take 1"));
        assertThatThrownBy(() -> broken.check(List.of("print 1")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a function: Up | take 1");
    }
}
