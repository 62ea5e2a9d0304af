package io.adxflow.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class ProcStatTest {
    @Test
    void findsTheFieldsBehindACommandOfAnyName(@TempDir Path folder) throws Exception {
        Path stat = folder.resolve("stat");
        Files.writeString(stat, "12 (a ) b) S 1 12 12 0 -1 4194560 5 6 7 8 150 50 300 25 20 0 1 0 99\n");

        assertThat(ProcStat.sumOfTwo(stat, 11)).isEqualTo(2.0);
        assertThat(ProcStat.sumOfTwo(stat, 13)).isEqualTo(3.25);
    }

    @Test
    void readsNothingOfAProcessThatIsGone() throws Exception {
        Process child = new ProcessBuilder("true").start();
        child.waitFor();

        assertThat(ProcStat.cpuSecondsOrZero(child.pid())).isZero();
    }

    @Test
    void readsThisProcess() throws Exception {
        long self = ProcessHandle.current().pid();

        assertThat(ProcStat.cpuSeconds(self)).isPositive();
        assertThat(ProcessMemory.peakRssMib(self)).isPositive();
        assertThat(ThreadCpu.read(self)).isNotEmpty();
    }

    @Test
    void showsTheDearestThreadsFirst() {
        Map<String, Double> dearest = ThreadCpu.dearest(Map.of("a", 1.0), Map.of("a", 2.0, "b", 5.0), 2);

        assertThat(dearest).containsExactly(Map.entry("b", 2.5), Map.entry("a", 0.5));
    }
}
