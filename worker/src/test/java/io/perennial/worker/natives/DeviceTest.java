package io.perennial.worker.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.concurrency.BasicAffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;

class DeviceTest {

    private final List<Integer> bound = new ArrayList<>();

    /** A machine with four GPUs, as far as ND4J's interface tells. */
    private final BasicAffinityManager four = new BasicAffinityManager() {
        @Override
        public int getNumberOfDevices() {
            return 4;
        }

        @Override
        public void touch(INDArray array) {
        }

        @Override
        public void touch(DataBuffer buffer) {
        }

        @Override
        public void unsafeSetDevice(Integer device) {
            bound.add(device);
        }
    };

    @Test
    void addressIsTheNumberOfTheDevice() {
        new Device("2").use(four, null);
        assertThat(bound).containsExactly(2);
    }

    @Test
    void numbersCountWhatIsVisible() {
        new Device("7").use(four, "4, 7,5");
        new Device("GPU-8c3a").use(four, "GPU-11aa,GPU-22bb,GPU-8c3a");
        assertThat(bound).containsExactly(1, 2);
    }

    @Test
    void anAddressThatIsNoDeviceIsNamed() {
        assertThatThrownBy(() -> new Device("4").use(four, null)).isInstanceOf(IllegalStateException.class).hasMessageContaining("GPU 4").hasMessageContaining("sees 4");
        assertThatThrownBy(() -> new Device("GPU-1").use(four, null)).isInstanceOf(IllegalStateException.class).hasMessageContaining("\"GPU-1\"").hasMessageContaining("discovery script");
        assertThat(bound).isEmpty();
    }

    @Test
    void outsideOfATaskThereIsNone() {
        assertThat(Device.ofThisTask().address()).isNull();
        Device.ofThisTask().useOnThisThread();
    }

    @Test
    void nativesForTheCpuBindToNothing() {
        new Device("99").useOnThisThread();
    }
}
