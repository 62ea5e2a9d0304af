package io.adxflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.job.cli.Checkpoints.Checkpoint;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    @TempDir
    private Path folder;

    @Test
    void startsFromTheNewestCompleteOne() throws Exception {
        complete(9);
        complete(10);
        incomplete(11);

        Checkpoint chosen = StartPoint.choose(new Checkpoints(folder), null);

        assertThat(chosen).isNotNull();
        assertThat(chosen.number()).isEqualTo(10);
    }

    @Test
    void startsEmptyWhereThereIsNoneOrNoneIsWanted() throws Exception {
        assertThat(StartPoint.choose(new Checkpoints(folder.resolve("none")), null))
                .isNull();
        complete(1);
        assertThat(StartPoint.choose(new Checkpoints(folder), "none")).isNull();
    }

    @Test
    void neverPassesOverADamagedOneInSilence() throws Exception {
        complete(9);
        complete(10);
        Files.writeString(folder.resolve("chk-10/_metadata"), "damaged");

        assertThatThrownBy(() -> StartPoint.choose(new Checkpoints(folder), null))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("chk-10")
                .hasMessageContaining("--from chk-9")
                .hasMessageContaining("Nothing was started or changed");
        assertThat(StartPoint.choose(new Checkpoints(folder), "chk-9").number()).isEqualTo(9);
    }

    @Test
    void refusesACheckpointThatDoesNotExist() throws Exception {
        complete(9);
        incomplete(10);

        assertThatThrownBy(() -> StartPoint.choose(new Checkpoints(folder), "chk-10"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("--from chk-9");
    }

    @Test
    void keepsOneBeforeTheStartAndSetsNewerOnesAside() throws Exception {
        complete(7);
        complete(8);
        complete(9);
        complete(10);
        incomplete(11);
        Checkpoints checkpoints = new Checkpoints(folder);

        checkpoints.tidyAround(checkpoints.named("chk-9"));

        assertThat(checkpoints.all()).extracting(Checkpoint::number).containsExactly(9L, 8L);
        try (Stream<Path> entries = Files.list(folder)) {
            List<String> aside = entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith("set-aside-"))
                    .toList();
            assertThat(aside).singleElement().asString().startsWith("set-aside-chk-10-");
        }
    }

    @Test
    void letsOnlyOneRunHaveADataFolder() throws Exception {
        try (DataFolder first = DataFolder.take(folder.resolve("data"))) {
            assertThatThrownBy(() -> DataFolder.take(first.path()))
                    .isInstanceOf(CliException.class)
                    .hasMessageContaining("another run uses the data folder")
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        DataFolder.take(folder.resolve("data")).close();
    }

    private void complete(long number) throws IOException {
        Path checkpoint = incomplete(number);
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(checkpoint.resolve("_metadata")))) {
            org.apache.flink.runtime.checkpoint.Checkpoints.storeCheckpointMetadata(
                    new CheckpointMetadata(number, List.of(), List.of()), out);
        }
    }

    private Path incomplete(long number) throws IOException {
        return Files.createDirectories(folder.resolve("chk-" + number));
    }
}
