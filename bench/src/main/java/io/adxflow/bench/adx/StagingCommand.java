package io.adxflow.bench.adx;

import io.adxflow.bench.run.Folders;
import io.adxflow.bench.run.OwnJvm;
import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.emulator.KustoStandIn;
import io.adxflow.emulator.storage.StorageClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts storage and a stand-in, and has {@link StagingProcess} measure in a JVM with a heap of its own. */
@Command(
        name = "staging",
        description = "Stages batches as blocks of blobs in Azurite, beside a plain upload of the same bytes by"
                + " azure-storage-blob; prints one JSON line per round.")
public final class StagingCommand implements Callable<Integer> {
    @Option(
            names = "--megabytes",
            defaultValue = "1024",
            description = "of compressed batches, per round (default: ${DEFAULT-VALUE})")
    private int megabytes;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "of both, one after the other (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--jvm",
            split = ",",
            defaultValue = "-Xmx512m",
            description = "JVM options of the measured process (default: ${DEFAULT-VALUE})")
    private List<String> jvmOptions = new ArrayList<>();

    @Option(names = "--data", description = "parent of the data folder (default: the system's temporary folder)")
    private @Nullable Path parent;

    @Override
    public Integer call() throws IOException, InterruptedException {
        String problem = AzuriteProcess.problem();
        if (problem != null) {
            System.err.println(problem);
            return 1;
        }
        Path folder = Files.createTempDirectory(
                parent == null ? Path.of(System.getProperty("java.io.tmpdir")) : parent, "adxflow-staging-");
        try (AzuriteProcess azurite = AzuriteProcess.start(folder.resolve("azurite"));
                KustoStandIn standIn =
                        KustoStandIn.in(folder.resolve("kusto"), azurite).start()) {
            String container = azurite.blobEndpoint() + "/staged";
            String sas = azurite.sas(Duration.ofDays(1));
            new StorageClient().createContainer(container + "?" + sas);
            List<String> options = new ArrayList<>(jvmOptions);
            options.add("-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile", ""));
            List<String> words = OwnJvm.command(
                    options,
                    StagingProcess.class,
                    List.of(
                            folder.resolve("batches").toString(),
                            standIn.endpoint(),
                            container,
                            Integer.toString(megabytes),
                            Integer.toString(rounds)));
            ProcessBuilder child = new ProcessBuilder(words).inheritIO();
            child.environment().put(StagingProcess.SAS_VARIABLE, sas);
            return child.start().waitFor();
        } finally {
            Folders.delete(folder);
        }
    }
}
