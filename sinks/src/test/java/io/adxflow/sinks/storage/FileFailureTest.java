package io.adxflow.sinks.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFailureTest {
    @TempDir
    Path folder;

    @Test
    void namesTheFileThatTheOperatingSystemDoesNot() throws IOException {
        Path full = Path.of("/dev/full");
        assumeThat(Files.exists(full)).isTrue();
        try (FileChannel channel = FileChannel.open(full, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> {
                        try {
                            channel.write(ByteBuffer.wrap(new byte[10]));
                        } catch (IOException e) {
                            throw FileFailure.at(full, e);
                        }
                    })
                    .isInstanceOf(FileFailure.class)
                    .hasMessage("/dev/full: No space left on device");
        }
    }

    @Test
    void leavesAFailureThatNamesItsFile() {
        IOException named = new AccessDeniedException("/x");
        assertThat(FileFailure.at(folder, named)).isSameAs(named);
        IOException failure = FileFailure.at(folder, new IOException("broken"));
        assertThat(FileFailure.at(Path.of("/y"), failure)).isSameAs(failure);
    }

    @Test
    void aSegmentThatCannotBeWrittenIsNamed() throws IOException {
        AppendFile file = new LocalAppendStore(folder).create("a/segment-1");
        file.close();
        assertThatThrownBy(() -> file.append(new byte[] {1}, 0, 1))
                .hasMessageStartingWith(folder.resolve("a/segment-1").toString())
                .hasCauseInstanceOf(ClosedChannelException.class);
    }
}
