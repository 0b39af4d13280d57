import os
import time
from collections.abc import Iterator

import pytest

from tolltrace.errors import SourceError, TolltraceError, WorkerError
from tolltrace.pipeline import trace
from tolltrace.values import Page, Result, Traced
from tolltrace.workers import work_through

EXAMPLES = "examples"


def square(number: int) -> int:
    time.sleep(0.05 if number % 2 else 0)  # so that some overtake others
    return number * number


def die_over_seven(number: int) -> int:
    if number == 7:
        os._exit(1)
    return number


def refuse_three(number: int) -> int:
    if number == 3:
        raise SourceError("three: no such input")
    return number


def read_into(done: list[int], results: Iterator[int]) -> None:
    for each in results:
        done.append(each)  # noqa: PERF402 - what came before an error counts


def test_results_come_in_the_order_of_the_work():
    assert list(work_through(square, range(20), 2, str)) == [n * n for n in range(20)]


def test_a_process_that_dies_is_one_error_that_says_over_what():
    done = []

    with pytest.raises(WorkerError, match=r"^\d+: a process died .* fewer processes"):
        read_into(done, work_through(die_over_seven, range(100), 2, str))

    assert done == list(range(len(done)))
    assert len(done) <= 7


def test_an_error_of_the_work_is_raised_as_it_is():
    with pytest.raises(SourceError, match="three: no such input"):
        list(work_through(refuse_three, range(5), 2, str))


def test_what_came_before_an_input_that_cannot_be_read_is_given_first():
    def pieces():
        yield from range(3)
        raise TolltraceError("the rest is damaged")

    done = []
    with pytest.raises(TolltraceError, match="the rest is damaged"):
        read_into(done, work_through(square, pieces(), 2, str))

    assert done == [0, 1, 4]


def test_no_more_work_is_taken_than_is_under_way():
    taken = []

    def pieces():
        for n in range(100):
            taken.append(n)
            yield n

    results = work_through(square, pieces(), 2, str)
    next(results)
    results.close()

    assert len(taken) <= 6


def test_several_processes_trace_as_one_does():
    alone, together = list(trace(EXAMPLES)), list(trace(EXAMPLES, processes=2))

    assert together == alone
    assert [page_of(each) for each in together] == [page_of(each) for each in alone]


def page_of(result: Result) -> Page | None:
    return result.page if isinstance(result, Traced) else None


def test_knowledge_of_ones_own_goes_with_one_process():
    from tolltrace.knowledge import load_knowledge

    with pytest.raises(ValueError, match="processes=1"):
        next(trace(EXAMPLES, knowledge=load_knowledge(), processes=2))
