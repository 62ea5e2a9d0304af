package io.adxflow.job.cli.classdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void areOtherOnesWithEachCallAndNoneThatAnOutgoingConnectionCanHave() throws Exception {
        int[] all = IntStream.concat(IntStream.of(FreePorts.find(3)), IntStream.of(FreePorts.find(3)))
                .toArray();
        assertThat(all).hasSize(6).doesNotHaveDuplicates();
        assertThat(IntStream.of(all)).allMatch(port -> port >= 10_000 && port < 32_768);
    }

    @Test
    void arePassedOverWhenSomebodyListens() throws Exception {
        int next = FreePorts.find(1)[0] + 1;
        try (ServerSocket there = new ServerSocket()) {
            try {
                there.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), next));
            } catch (BindException alreadyTaken) {
                // Then it is somebody else who listens.
            }
            assertThat(FreePorts.find(100)).doesNotContain(next);
        }
    }
}
