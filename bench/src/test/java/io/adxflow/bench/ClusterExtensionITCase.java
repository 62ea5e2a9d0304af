package io.adxflow.bench;

import io.adxflow.emulator.WebDavStandIn;
import io.adxflow.example.WebDavKind;
import io.adxflow.sdk.contract.ExtensionJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The documented extension in a folder that the processes of a cluster share, and one of them killed. */
@Tag("cluster")
class ClusterExtensionITCase {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void deliversOnAClusterThoughATaskManagerIsKilled() throws Exception {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        example(plugins.resolve("example.jar"));
        WebDavStandIn dav = new WebDavStandIn();
        List<String> settings = List.of(
                "plugins.dir=" + plugins,
                "batch.max-age=1s",
                "batch.small-max-age=1s",
                "monikers.dav.kind=webdav",
                "monikers.dav.url=" + dav.url(),
                "namespaces.default.monikers=dav");
        try (dav;
                ClusterJob job = new ClusterJob(folder, settings);
                OfferedLoad load = new OfferedLoad(job.endpoints(), "default", 10, 4)) {
            job.awaitReady();
            Waiting.until("rows by the extension", () -> rows(dav) > 0);
            job.kill();
            job.awaitReady();
            long before = load.acknowledgedBodies();
            Waiting.until("bodies after the kill", () -> load.acknowledgedBodies() > before + 20);
            long samples = load.end();
            Waiting.until("each row once", () -> rows(dav) == samples);
        }
    }

    private static void example(Path jar) throws Exception {
        Path built = Path.of(WebDavKind.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(built)) {
            Path unused = new ExtensionJar().folder(built).writeTo(jar);
        } else {
            Files.copy(built, jar);
        }
    }

    private static int rows(WebDavStandIn dav) throws IOException {
        return dav.lines("Metrics", "OfDefault").size();
    }
}
