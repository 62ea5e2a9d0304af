package io.adxflow.job.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.core.config.Configurator;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Turns logging to a run's own: everything into a file of the data folder, warnings also to the console. */
final class RunLogging {
    private RunLogging() {}

    /**
     * Only known once the configuration is loaded, which itself logs, hence a change and not a start. Does nothing where the
     * user has chosen a log configuration ({@code -Dlog4j2.configurationFile}) that is not the launcher's.
     *
     * @param interactive whether a status line may have to be cleared before a warning
     */
    static void into(Path folder, boolean interactive) {
        String home = System.getProperty("adxflow.home");
        Path file = home == null ? null : Path.of(home, "flink-conf", "log4j2-run.xml");
        if (file == null || !Files.exists(file)) {
            return;
        }
        System.setProperty("adxflow.log.dir", folder.toString());
        // Where Flink's web UI looks for the log that it shows.
        System.setProperty("log.file", folder.resolve("adxflow.log").toString());
        System.setProperty("adxflow.console.clear", interactive ? "\r\033[K" : "");
        Configurator.reconfigure(file.toUri());
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
