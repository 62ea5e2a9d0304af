package io.adxflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log's configurations make of an event. */
class RunLogTest {
    private static final Path CONFIGURATIONS = Path.of(System.getProperty("adxflow.root", ".."), "flink-conf");

    @ParameterizedTest
    @ValueSource(strings = {"log4j2-run.xml", "log4j2.xml"})
    void theConsoleHasOneLineForEachEventAndNoTraces(String file) throws IOException {
        Exception failure = new IllegalStateException("outer", new IOException("inner"));

        assertThat(console(file, "it failed", failure))
                .endsWith(" WARN  Zed - it failed: java.lang.IllegalStateException: outer\n")
                .hasLineCount(1);
        assertThat(console(file, "no message", new NullPointerException()))
                .endsWith(" - no message: java.lang.NullPointerException\n")
                .hasLineCount(1);
        assertThat(console(file, "nothing failed", null)).endsWith(" - nothing failed\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"log4j2-run.xml", "log4j2-cluster.xml"})
    void noLineIsWrittenForACheckpointThatGoesWell(String file) throws IOException {
        Configuration configuration = configuration(file);
        for (String logger : new String[] {
            "org.apache.flink.runtime.checkpoint.CheckpointCoordinator",
            "org.apache.flink.runtime.checkpoint.CheckpointRequestDecider",
            "org.apache.flink.runtime.source.coordinator.SourceCoordinator"
        }) {
            assertThat(configuration.getLoggerConfig(logger).getLevel())
                    .as(logger)
                    .isEqualTo(Level.WARN);
        }
    }

    @Test
    void theFileHasWholeTraces() throws IOException {
        LogEvent event = event("it failed", new IOException("inner"));
        assertThat(text("log4j2-run.xml", "file-text", event))
                .contains("it failed", "\tat " + RunLogTest.class.getName());
    }

    private static String console(String file, String message, Throwable failure) throws IOException {
        return text(file, "console-text", event(message, failure));
    }

    private static String text(String file, String appender, LogEvent event) throws IOException {
        return configuration(file)
                .getAppender(appender)
                .getLayout()
                .toSerializable(event)
                .toString();
    }

    private static LogEvent event(String message, Throwable failure) {
        return Log4jLogEvent.newBuilder()
                .setLoggerName("io.adxflow.Zed")
                .setLevel(Level.WARN)
                .setMessage(new SimpleMessage(message))
                .setThrown(failure)
                .build();
    }

    private static Configuration configuration(String file) throws IOException {
        LoggerContext context = new LoggerContext("test");
        Path path = CONFIGURATIONS.resolve(file);
        Configuration configuration = ConfigurationFactory.getInstance()
                .getConfiguration(context, new ConfigurationSource(java.nio.file.Files.newInputStream(path), path));
        configuration.initialize();
        return configuration;
    }
}
