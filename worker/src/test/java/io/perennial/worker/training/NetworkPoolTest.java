package io.perennial.worker.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.datasets.ImageShape;
import io.perennial.datasets.Normalization;
import io.perennial.worker.model.Models;
import io.perennial.worker.natives.Device;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NetworkPoolTest {

    private final NetworkPlan plan = new NetworkPlan("pool test", Models.builtIn("lenet", new ImageShape(3, 16, 16), 2), 2, Normalization.halves(3), 1, "any");

    @AfterEach
    void release() {
        NetworkPool.release(plan.run());
    }

    @Test
    void aNetworkIsKeptForTheNextTask() throws Exception {
        PooledNetwork first = NetworkPool.take(plan);
        NetworkPool.giveBack(plan, first);
        assertThat(NetworkPool.take(plan)).isSameAs(first);
        first.close();
    }

    @Test
    void aNetworkOfAnotherDeviceIsNotTaken() throws Exception {
        PooledNetwork onGpu = PooledNetwork.build(plan, new Device("1"));
        NetworkPool.giveBack(plan, onGpu);
        PooledNetwork taken = NetworkPool.take(plan);
        assertThat(taken).isNotSameAs(onGpu);
        assertThat(taken.device().address()).isNull();
        NetworkPool.giveBack(plan, taken);
    }
}
