package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose turn it is to have memory for reading ahead. */
class BlockPoolTest {
    private static final Runnable NOT_NEEDED = () -> {
        throw new AssertionError("nobody has to wait");
    };

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 32, 33, 64, 65, 1_024})
    void everySessionHasABlockHoweverManyTakeASecondOneAndItHoldsTheLargestChunk(int sessions) {
        BlockPool pool = new BlockPool(sessions);
        long bytes = 0;
        for (int i = 0; i < sessions; i++) {
            ByteBuffer first = pool.first(NOT_NEEDED);
            ByteBuffer second = pool.second();
            assertTrue(first.remaining() >= 65_000 - 8);
            bytes += first.capacity() + (second == null ? 0 : second.capacity());
        }
        assertTrue(bytes <= Math.max(16 << 20, sessions * 65_536L), bytes + " bytes");
    }

    @Test
    void upToThirtyTwoSessionsEachHaveTwoBlocks() {
        BlockPool pool = new BlockPool(32);
        for (int i = 0; i < 32; i++) {
            assertNotNull(pool.first(NOT_NEEDED));
            assertNotNull(pool.second());
        }
    }

    @Test
    void whoeverFindsNoneIsToldWhenOneIsFreeInTheOrderOfAsking() {
        BlockPool pool = new BlockPool(64);
        List<ByteBuffer> taken = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            taken.add(pool.first(NOT_NEEDED));
        }
        List<String> told = new ArrayList<>();
        List<ByteBuffer> got = new ArrayList<>();
        assertNull(pool.first(() -> told.add("ended meanwhile")));
        assertNull(pool.first(() -> {
            told.add("second");
            got.add(pool.first(NOT_NEEDED));
        }));
        assertNull(pool.first(() -> told.add("third")));
        pool.give(taken.get(5), true);
        assertEquals(List.of("ended meanwhile", "second"), told);
        assertSame(taken.get(5), got.get(0));
    }
}
