package io.adxflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.ConfigSources;
import io.adxflow.job.config.PipelineConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDestinationsTest {
    @TempDir
    Path data;

    @Test
    void tablesAreBelowTheDataFolderUnlessAMonikerSaysElse() throws Exception {
        assertThat(RunDestinations.tables(data)).as("a run of long ago").isEqualTo(data.resolve("tables"));
        run();
        assertThat(RunDestinations.tables(data)).isEqualTo(data.resolve("tables"));

        run("monikers.files.kind=directory", "monikers.files.path=/srv/files", "namespaces.default.monikers=files");
        assertThat(RunDestinations.tables(data)).isEqualTo(Path.of("/srv/files"));

        run("monikers.local.path=file:///srv/local");
        assertThat(RunDestinations.tables(data)).isEqualTo(Path.of("/srv/local"));
    }

    @Test
    void saysWhereToAskWhenThereAreNoFolders() throws Exception {
        run(
                "monikers.adx.kind=kusto",
                "monikers.adx.endpoint=https://a.west.kusto.windows.net",
                "monikers.adx.client-secret-env=SECRET_NAME",
                "monikers.adx.client-id=x",
                "monikers.adx.tenant-id=y",
                "monikers.adx.auth=client-secret",
                "namespaces.default.monikers=adx");

        assertThatThrownBy(() -> RunDestinations.tables(data))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("adx: kusto https://a.west.kusto.windows.net");
        assertThat(Files.readString(data.resolve("destinations.json"))).doesNotContain("SECRET_NAME");
    }

    @Test
    void asksForOneOfSeveralFolders() throws Exception {
        run(
                "monikers.a.kind=directory",
                "monikers.a.path=/srv/a",
                "monikers.b.kind=directory",
                "monikers.b.path=/srv/b",
                "namespaces.default.monikers=a,b");

        assertThatThrownBy(() -> RunDestinations.tables(data))
                .hasMessageContaining("--path")
                .hasMessageContaining("/srv/b");
    }

    private void run(String... settings) throws ConfigException, IOException {
        RunDestinations.write(
                data,
                PipelineConfigLoader.load(new ConfigSources(List.of(), null, Map.of(), List.of(settings), List.of())));
    }
}
