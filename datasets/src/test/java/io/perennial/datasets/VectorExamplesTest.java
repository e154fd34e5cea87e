package io.perennial.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class VectorExamplesTest {

    private static final VectorShape SHAPE = new VectorShape(2);

    private static byte[] record(int label, float first, float second) {
        return ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN).put((byte) label).putFloat(first).putFloat(second).array();
    }

    @Test
    void numbersAndLabelsAreThoseOfTheRecordsWhateverTheirBlock() {
        VectorExamples examples = new VectorExamples(SHAPE, new RecordBlocks(9, List.of(record(1, 0.5f, -2), record(200, 1e30f, 3)), new long[] {4, 9}));
        float[] target = new float[3];
        examples.numbers(1, target, 1);

        assertThat(target).containsExactly(0, 1e30f, 3);
        assertThat(List.of(examples.label(0), examples.label(1))).containsExactly(1, 200);
        assertThat(examples.id(1)).isEqualTo(9);
        assertThat(examples.size()).isEqualTo(2);
    }

    @Test
    void aShapeInJsonIsToldByItsFields() throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        assertThat(json.writeValueAsString(SHAPE)).isEqualTo("{\"features\":2}");
        assertThat(json.readValue("{\"features\":2}", InputShape.class)).isEqualTo(SHAPE);
        assertThat(json.readValue("{\"channels\":3,\"height\":4,\"width\":5}", InputShape.class)).isEqualTo(new ImageShape(3, 4, 5));
        for (String hostile : List.of("{\"features\":0}", "{\"features\":2147483647}", "{\"channels\":65536,\"height\":65536,\"width\":65536}",
                "{\"@class\":\"java.io.File\",\"path\":\"x\"}", "[\"java.io.File\",{}]")) {
            assertThatThrownBy(() -> json.readValue(hostile, InputShape.class)).as(hostile).isInstanceOf(JsonProcessingException.class);
        }
    }
}
