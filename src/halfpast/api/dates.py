"""Dates of journeys and absences, refused at their fields."""

from datetime import date

from halfpast.api.problems import FieldProblem, all_invalid
from halfpast.schedules.time_away import date_problems


def refuse_dates(first: date, last: date, today: date) -> None:
    problems = [
        FieldProblem(pointer=f"/{problem.field}", detail=str(problem.message))
        for problem in date_problems(first, last, today)
    ]
    if problems:
        raise all_invalid(problems)
