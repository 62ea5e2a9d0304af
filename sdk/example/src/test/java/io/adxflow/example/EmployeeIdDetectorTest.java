package io.adxflow.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmployeeIdDetectorTest {
    private static List<String> found(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        List<String> found = new ArrayList<>();
        new EmployeeIdDetector()
                .find(bytes, 0, bytes.length, (start, end) -> found.add(new String(bytes, start, end - start, UTF_8)));
        return found;
    }

    @Test
    void findsWholeIdsAlone() {
        assertThat(found("E-123456, by E-654321.")).containsExactly("E-123456", "E-654321");
        assertThat(found("E-12345 E-1234567 xE-123456 E-123456x E-12345")).isEmpty();
    }
}
