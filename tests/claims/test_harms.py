import pytest


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("A blast killed 12 people.", [("12", "killed")], id="object"),
        pytest.param("At least 12 people were killed.", [("At least 12", "killed")], id="passive"),
        pytest.param("Twelve miners died in a blast.", [("Twelve", "killed")], id="subject"),
        pytest.param("There were 25 deaths.", [("25", "killed")], id="counted-noun"),
        pytest.param("The blast left 14 people dead.", [("14", "killed")], id="left-dead"),
        pytest.param("The floods claimed 12 lives.", [("12", "killed")], id="claimed-lives"),
        pytest.param("Nine hikers lost their lives in a storm.", [("Nine", "killed")], id="phrase"),
        pytest.param("The deaths of 12 miners shocked Karvel.", [("12", "killed")], id="of-a-noun"),
        pytest.param("The blast wounded dozens of villagers.", [("dozens", "wounded")], id="dozens-of"),
        pytest.param("Five people sustained injuries.", [("Five", "wounded")], id="sustained"),
        pytest.param("Seven people were taken to hospital.", [("Seven", "wounded")], id="taken-to-hospital"),
        pytest.param("28 people are still missing.", [("28", "missing")], id="missing"),
        pytest.param("Rebels kidnapped 30 villagers.", [("30", "abducted")], id="kidnapped"),
        pytest.param("Gunmen took 30 villagers hostage.", [("30", "abducted")], id="taken-hostage"),
        pytest.param("The army captured 14 soldiers.", [("14", "captured")], id="captured"),
        pytest.param("Some 250,000 people fled their homes.", [("Some 250,000", "displaced")], id="fled"),
        pytest.param("The army suffered 300 casualties.", [("300", "casualties")], id="casualties"),
        pytest.param(
            "A blast killed 3 people and wounded 12.", [("3", "killed"), ("12", "wounded")], id="two-verbs-two-harms"
        ),
        pytest.param(
            "12 soldiers were killed and 30 wounded.", [("12", "killed"), ("30", "wounded")], id="an-ellipsis"
        ),
        pytest.param("12 people were killed or wounded.", [("12", "casualties")], id="killed-or-wounded-undivided"),
        pytest.param(
            "No one was killed or injured.", [("No one", "killed"), ("No one", "wounded")], id="a-zero-of-each"
        ),
        pytest.param(
            "12 people died, including three children.",
            [("12", "killed"), ("three", "killed")],
            id="a-part-has-the-harm-of-its-whole",
        ),
        pytest.param("A soldier was killed in an attack.", [("A soldier", "killed")], id="one-without-a-number"),
        pytest.param(
            "The crash killed a nurse and two drivers.", [("a nurse", "killed"), ("two", "killed")], id="one-and-two"
        ),
        pytest.param("Half of the dead were miners.", [("Half of the dead", "killed")], id="a-share-of-the-dead"),
    ],
)
def test_a_figure_belongs_to_the_harm_of_its_clause(body, expected, read_harmed):
    found = [(p.text[h.mention.start : h.mention.end], h.harm) for p, h in read_harmed(body)]

    assert found == expected


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Lightning killed 12 cows.", id="animals"),
        pytest.param("The army lost 12 tanks.", id="things"),
        pytest.param("The team lost 3-0.", id="a-game"),
        pytest.param("The blast could have killed 200 people.", id="could-have"),
        pytest.param("They planned to kill 40 people.", id="planned"),
        pytest.param("The soldier was not killed.", id="denied"),
        pytest.param("If 40 people died, he would resign.", id="if"),
        pytest.param("A retired teacher, Ana Pérez, died at home.", id="an-obituary"),
        pytest.param("The dead man was 42 years old.", id="an-age"),
        pytest.param("Police arrested 12 people after the killing.", id="another-verb"),
        pytest.param("The men lost themselves; he killed himself.", id="reflexive"),
    ],
)
def test_what_is_no_toll_is_turned_away(body, read_harmed):
    assert list(read_harmed(body)) == []


@pytest.mark.parametrize(
    ("body", "toll"),
    [
        pytest.param("The death toll rose to 21.", True, id="rose-to"),
        pytest.param("A blast brought the number of dead to ten.", True, id="number-of-dead"),
        pytest.param("The army put its dead at 40.", True, id="put-at"),
        pytest.param("A blast killed 21 people.", False, id="an-event"),
    ],
)
def test_the_figure_of_a_running_total_is_a_toll(body, toll, read_harmed):
    ((_, harmed),) = read_harmed(body)

    assert (harmed.harm, harmed.toll) == ("killed", toll)
