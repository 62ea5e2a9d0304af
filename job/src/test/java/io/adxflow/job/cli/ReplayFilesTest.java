package io.adxflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.cli.ReplayFiles.Copied;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayFilesTest {
    @TempDir
    Path folder;

    @Test
    void deadBatchesAreCopiedOnceWithWhatTheirRowsAre() throws IOException {
        Path dead = Files.createDirectories(folder.resolve("dead"));
        for (String id : List.of("20260102T000000Z-1-abc", "20260102T000000Z-2-abc")) {
            Files.writeString(dead.resolve(id + ".csv.gz"), id);
            Files.writeString(
                    dead.resolve(id + ".json"), "{\"database\":\"D\",\"table\":\"T\",\"schema\":\"A:string\"}");
        }
        ReplayFiles files = new ReplayFiles(folder.resolve("to"));
        assertThat(files.deadBatches(dead, List.of("20260102T000000Z-2-abc", "none")))
                .isEqualTo(new Copied(1, 0, List.of("none")));
        assertThat(files.deadBatches(dead, List.of())).isEqualTo(new Copied(1, 1, List.of()));
        Path copied = folder.resolve("to/20260102T000000Z-2-abc");
        assertThat(copied.resolve("20260102T000000Z-2-abc.csv.gz")).hasContent("20260102T000000Z-2-abc");
        assertThat(copied.resolve("_schema.json"))
                .hasContent("{\"database\":\"D\",\"table\":\"T\",\"schemas\":{\"abc\":\"A:string\"}}");
    }

    @Test
    void theArchivesDaysAreChosenAndUnfinishedFilesLeft() throws IOException {
        for (String name : List.of("2026-01-01/archive-1.bodies", "2026-01-02/archive-2.bodies", "2026-01-02/.part")) {
            Files.createDirectories(folder.resolve("archive").resolve(name).getParent());
            Files.writeString(folder.resolve("archive").resolve(name), name);
        }
        ReplayFiles files = new ReplayFiles(folder.resolve("to"));
        assertThat(files.archive(folder.resolve("archive"), LocalDate.parse("2026-01-02"), null))
                .isEqualTo(new Copied(1, 0, List.of()));
        assertThat(files.archive(folder.resolve("archive"), null, LocalDate.parse("2026-01-02")))
                .isEqualTo(new Copied(1, 1, List.of()));
        assertThat(folder.resolve("to/2026-01-02/archive-2.bodies")).exists();
    }
}
