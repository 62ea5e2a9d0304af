package io.adxflow.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.emulator.KqlDiagnostics.Diagnostic;
import io.adxflow.emulator.KqlDiagnostics.Schema;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KqlDiagnosticsITCase {
    private static final Schema SCHEMA = new Schema()
            .table("Load", "(Timestamp:datetime, Value:real, Labels:dynamic)")
            .function("Above", "(limit:real)", "{ Load | where Value > limit }");

    @BeforeAll
    static void needsNode() {
        Assumptions.assumeTrue(KqlDiagnostics.problem() == null, KqlDiagnostics.problem());
    }

    @Test
    void findsAWrongOperator() throws Exception {
        assertThat(KqlDiagnostics.of("Load | whre Value > 1")).anyMatch(Diagnostic::isError);
        assertThat(KqlDiagnostics.of("Load | where Value > 1\n| take 3")).isEmpty();
    }

    @Test
    void findsAColumnThatTheTableLacks() throws Exception {
        assertThat(KqlDiagnostics.of("Above(3.0) | where Value < 5", SCHEMA)).isEmpty();
        assertThat(KqlDiagnostics.of("Above(3.0) | where Speed < 5", SCHEMA))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.isError()).isTrue();
                    assertThat(found.message()).contains("Speed");
                    assertThat(found.start()).isEqualTo("Above(3.0) | where ".length());
                });
    }

    @Test
    void looksIntoTheBodyOfAFunctionThatACommandCreates() throws Exception {
        String command = ".create-or-alter function with (folder='f') Near(x:real) { Load | where %s > x }";
        assertThat(KqlDiagnostics.of(command.formatted("Value"), SCHEMA)).isEmpty();
        assertThat(KqlDiagnostics.of(command.formatted("Speed"), SCHEMA)).anyMatch(Diagnostic::isError);
    }
}
